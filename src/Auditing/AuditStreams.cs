namespace PackageBilling.Auditing;

/// <summary>The names of Auditing's streams. There is one of each kind.</summary>
internal static class AuditStreams
{
    /// <summary>The chain of seals, in sealing order.</summary>
    public const string Seals = "seals";

    /// <summary>The chain of checkpoints of the book.</summary>
    public const string Checkpoints = "book-checkpoints";

    /// <summary>Heads that hosts kept and operators gave up.</summary>
    public const string Heads = "kept-heads";
}
