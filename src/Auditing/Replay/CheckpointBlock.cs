namespace PackageBilling.Auditing.Replay;

/// <summary>A block of a checkpoint, as its list names it.</summary>
/// <param name="Name">What it holds: <c>packages</c>, <c>book/N</c>, <c>posted/DATE</c> or <c>spend/DATE</c>.</param>
/// <param name="Hash">SHA-256 of its content.</param>
/// <param name="KeptIn">
/// The number of the checkpoint that keeps the content: this one, or the last one that changed it.
/// </param>
internal sealed record CheckpointBlock(string Name, string Hash, long KeptIn)
{
    public const string Packages = "packages";

    private const string BookPrefix = "book/", PostedPrefix = "posted/", SpendPrefix = "spend/";

    /// <summary>Customers with their assignments; numbered from 1 so that names are in order.</summary>
    public static string Book(int number) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{BookPrefix}{number:D6}");

    /// <summary>What was posted for a date.</summary>
    public static string Posted(DateOnly date) => PostedPrefix + Dates.Text(date);

    /// <summary>What the calls of a local date came to.</summary>
    public static string Spend(DateOnly date) => SpendPrefix + Dates.Text(date);

    public bool IsBook => Name.StartsWith(BookPrefix, StringComparison.Ordinal);

    /// <summary>Whether it is of a date, and stays as it is until something is recorded about that date.</summary>
    public bool IsOfDate => PostedDate is not null || SpendDate is not null;

    public DateOnly? PostedDate => Date(PostedPrefix);

    public DateOnly? SpendDate => Date(SpendPrefix);

    private DateOnly? Date(string prefix) =>
        Name.StartsWith(prefix, StringComparison.Ordinal) ? Dates.Parse(Name[prefix.Length..]) : null;
}
