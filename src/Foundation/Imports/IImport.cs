namespace PackageBilling.Foundation;

/// <summary>
/// How a module takes in the rows of one kind of file: the same rules as its single commands, decided for many rows at
/// once. An instance serves one import of one file.
/// </summary>
public interface IImport
{
    /// <summary>The kind of file, which is also its name in the request.</summary>
    string File { get; }

    /// <summary>The columns, named after the interface's fields.</summary>
    IReadOnlyList<ImportColumn> Columns { get; }

    /// <summary>Starts deciding the file's rows from the first, with what is known now.</summary>
    /// <param name="target">What is read, and where the facts go.</param>
    /// <param name="ct">Gives up.</param>
    Task Begin(IImportTarget target, CancellationToken ct);

    /// <summary>
    /// The carrier's own ID of what a row is about, which no other row of the file may have;
    /// null when the row has none, which its decision will report.
    /// </summary>
    string? Key(ImportRow row);

    /// <summary>One decision for each row, in their order. What was decided for earlier rows of the file counts
    /// as done.</summary>
    Task<IReadOnlyList<RowDecision>> Decide(IReadOnlyList<ImportRow> rows, CancellationToken ct);

    /// <summary>All that was decided so far has been committed: it is read from the target from now on.</summary>
    void Committed();
}

/// <summary>A column of a file.</summary>
/// <param name="Name">The interface's name of the field.</param>
/// <param name="Required">Whether a file without it makes no sense.</param>
public sealed record ImportColumn(string Name, bool Required = false);

/// <summary>What becomes of a row.</summary>
public abstract record RowDecision
{
    private RowDecision()
    {
    }

    /// <summary>What the row adds to the sums of its file; null for nothing.</summary>
    public RowSum? Sum { get; init; }

    /// <summary>It is news: its facts go into the log.</summary>
    public sealed record Added(params IReadOnlyList<StreamFact> Facts) : RowDecision;

    /// <summary>It is there already, with the same content.</summary>
    public sealed record Known : RowDecision;

    /// <summary>A rule forbids it.</summary>
    public sealed record Rejected(params IReadOnlyList<RowFault> Faults) : RowDecision
    {
        /// <summary>Whether what the row is about is there already, with other values.</summary>
        public bool IsChanged { get; init; }

        /// <summary>Rejected since it is there already, with other values.</summary>
        public static Rejected Changed(string field, string error) =>
            new(new RowFault(field, error)) { IsChanged = true };

        /// <summary>Rejected as the single command would have been.</summary>
        public static Rejected Because(ProblemException refused) => new(new RowFault(refused.Field, refused.Message));
    }
}

/// <summary>What a row adds to the sums of its file.</summary>
/// <param name="Quantity">Units.</param>
/// <param name="Currency">Of the amount; null without one.</param>
/// <param name="Amount">Money.</param>
public sealed record RowSum(long Quantity, string? Currency = null, decimal Amount = 0);

/// <summary>A fact for a stream.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Version">The version that the stream has before this fact:
/// that of the log and the facts of earlier rows.</param>
/// <param name="Fact">The event.</param>
public readonly record struct StreamFact(string StreamId, long Version, object Fact);

/// <summary>What is wrong with a field of a row.</summary>
public readonly record struct RowFault(string Field, string Error);
