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
    Task Begin(CancellationToken ct);

    /// <summary>
    /// The carrier's own ID of what a row is about, which no other row of the file may have;
    /// null when the row has none, which its decision will report.
    /// </summary>
    string? Key(ImportRow row);

    /// <summary>One decision for each row, in their order. What was decided for earlier rows of the file counts
    /// as done.</summary>
    Task<IReadOnlyList<RowDecision>> Decide(IReadOnlyList<ImportRow> rows, CancellationToken ct);

    /// <summary>All that was decided so far has been committed: it is read from the log from now on.</summary>
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

    /// <summary>It is news: its facts go into the log.</summary>
    public sealed record Added(params IReadOnlyList<StreamFact> Facts) : RowDecision;

    /// <summary>It is there already, with the same content.</summary>
    public sealed record Known : RowDecision;

    /// <summary>A rule forbids it.</summary>
    public sealed record Rejected(params IReadOnlyList<RowFault> Faults) : RowDecision
    {
        /// <summary>Rejected as the single command would have been.</summary>
        public static Rejected Because(ProblemException refused) => new(new RowFault(refused.Field, refused.Message));
    }
}

/// <summary>A fact for a stream.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Version">The version that the stream has before this fact:
/// that of the log and the facts of earlier rows.</param>
/// <param name="Fact">The event.</param>
public readonly record struct StreamFact(string StreamId, long Version, object Fact);

/// <summary>What is wrong with a field of a row.</summary>
public readonly record struct RowFault(string Field, string Error);
