namespace PackageBilling.Auditing.Verify;

/// <summary>
/// A table with one row for each line of some kinds of event: the columns of the exactly-once key, and the event's
/// position.
/// </summary>
/// <param name="Name">The table.</param>
/// <param name="What">How a fault calls it.</param>
/// <param name="EventTypes">The events.</param>
/// <param name="Lines">The lines of one of them; none of any other event.</param>
/// <param name="ChargeAgain">
/// The column that says whether the line is to be charged again, or an expression in its place.
/// </param>
internal sealed record IndexedLines(
    string Name, string What, IReadOnlyCollection<Type> EventTypes, Func<object, IEnumerable<IndexedLine>> Lines,
    string ChargeAgain = "false")
{
    /// <summary>
    /// The exactly-once index. A gap that a restatement filled has the row that a run would have written.
    /// </summary>
    public static readonly IndexedLines Posted = new(
        "posting.posted_lines", "the exactly-once index", [typeof(ChargesPosted), typeof(ChargesRestated)],
        stored => stored switch
        {
            ChargesPosted posted => posted.Lines.Select(line => new IndexedLine(
                line.AssignmentId, line.Kind, line.PostingDate, line.Occurrence, line.Id, posted.RunId)),
            ChargesRestated restated => restated.Lines.Where(line => line.Fills is not null).Select(line =>
                new IndexedLine(line.Line.AssignmentId, line.Of, line.Line.PostingDate, line.Fills!.Value, line.Id,
                    restated.RestatementId)),
            _ => [],
        });

    /// <summary>The lines that were reversed, with whether they are to be charged again.</summary>
    public static readonly IndexedLines Reversed = new(
        "billing.reversed_lines", "the list of reversed lines", [typeof(LineReversed)],
        stored => stored is LineReversed { Line: var line } reversed
            ?
            [
                new(line.AssignmentId, line.Kind, line.PostingDate, line.Occurrence, line.Id, null,
                    reversed.ChargeAgain),
            ]
            : [],
        "charge_again");
}

/// <summary>A line that has a row.</summary>
/// <param name="AssignmentId">What it is charged for.</param>
/// <param name="Kind">What is charged.</param>
/// <param name="PostingDate">The date in its exactly-once key.</param>
/// <param name="Occurrence">The number in its key.</param>
/// <param name="ChargeId">Its id.</param>
/// <param name="PostedBy">The run or restatement that posted it.</param>
/// <param name="ChargeAgain">Whether it was reversed to be charged again.</param>
internal sealed record IndexedLine(
    string AssignmentId, ChargeKind Kind, DateOnly PostingDate, int Occurrence, string ChargeId, string? PostedBy,
    bool ChargeAgain = false);
