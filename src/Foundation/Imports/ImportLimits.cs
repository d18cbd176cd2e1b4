namespace PackageBilling.Foundation;

/// <summary>What an import may bring, with the reasons.</summary>
public static class ImportLimits
{
    /// <summary>All files of one request together: two million assignments with long ids are about 400 MB.</summary>
    public const long BodyBytes = 1024L * 1024 * 1024;

    /// <summary>
    /// Rows of one file. About 100 bytes of memory are kept for each row of a file that goes in as a whole: its id, and
    /// who has its DID when. A larger carrier sends several files.
    /// </summary>
    public const int Rows = 2_000_000;

    /// <summary>One line of a file. The longest true one is a package with a long description
    /// and many destinations.</summary>
    public const int LineBytes = 64 * 1024;

    /// <summary>A mapping file names a few dozen columns and values.</summary>
    public const int MappingBytes = 256 * 1024;

    /// <summary>Rows that are decided together, and in mode <c>rows</c> committed together:
    /// enough to pay off the round trips.</summary>
    public const int ChunkRows = 5_000;

    /// <summary>Rejects that an answer shows; all of them are in the rejects file.</summary>
    public const int RejectsShown = 1_000;

    /// <summary>Times that rows are decided again because others have written to the same streams meanwhile.</summary>
    public const int Rounds = 10;

    /// <summary>How long an import waits until the read models cover what it has brought in itself:
    /// a million rows take a minute or two.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
}
