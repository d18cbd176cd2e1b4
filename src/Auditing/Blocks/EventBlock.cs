namespace PackageBilling.Auditing.Blocks;

/// <summary>A link of the chain over the whole log.</summary>
/// <param name="Number">From 1.</param>
/// <param name="First">The first position that it covers.</param>
/// <param name="Last">
/// The last one. Every position up to it was decided: a position without an event stays without one.
/// </param>
/// <param name="Events">How many events it covers.</param>
/// <param name="Root">SHA-256 over the hashes of its events, one after the other.</param>
/// <param name="Previous">The hash of the block before; zeros for the first.</param>
/// <param name="Hash">The hash of all of the above.</param>
/// <param name="Fingerprints">What tells which event it is when the root differs.</param>
internal sealed record EventBlock(
    long Number, long First, long Last, long Events, string Root, string Previous, string Hash, byte[] Fingerprints)
{
    /// <summary>The block that follows another one.</summary>
    public static EventBlock After(EventBlock? last, HashedEvents events)
    {
        var link = new EventBlock((last?.Number ?? 0) + 1, events.First, events.Last, events.Count, events.Root,
            last?.Hash ?? Chain.Start, "", events.Fingerprints);
        return link with { Hash = Chain.HashOf(link) };
    }
}
