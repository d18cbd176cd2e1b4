namespace PackageBilling.Auditing.Replay;

/// <summary>
/// The book as folded up to a position was written down and sealed (docs/time-travel.md), so that a question about that
/// time needn't read the log from its beginning. It says nothing that the log doesn't say. Hashes are 64 lower-case
/// hexadecimal digits.
/// </summary>
/// <param name="Number">The place in the chain of these, from 1.</param>
/// <param name="Position">The position that the book was folded up to.</param>
/// <param name="Form">The number of the format that it was written in.</param>
/// <param name="Root">The hash over the names and hashes of its blocks.</param>
/// <param name="Blocks">How many blocks there are.</param>
/// <param name="Rows">How many customers and assignments it holds.</param>
/// <param name="Previous">The seal of the checkpoint before this one; zeros for the first.</param>
/// <param name="Seal">The hash of all of the above.</param>
public sealed record BookCheckpointSealed(
    long Number, long Position, int Form, string Root, long Blocks, long Rows, string Previous, string Seal);
