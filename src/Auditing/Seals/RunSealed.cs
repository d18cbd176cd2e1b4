namespace PackageBilling.Auditing.Seals;

/// <summary>
/// A run has ended and its lines are sealed; from here on nothing about them can be changed unnoticed (docs/audit.md).
/// Hashes are 64 lower-case hexadecimal digits.
/// </summary>
/// <param name="RunId">The run.</param>
/// <param name="Number">The place in the chain of seals, from 1.</param>
/// <param name="Date">The run's business date.</param>
/// <param name="EngineVersion">The version of the rules that decided it.</param>
/// <param name="Ended">The position of the event that ended the run; seals follow the order of these.</param>
/// <param name="Root">The Merkle root of the lines that it charged.</param>
/// <param name="Lines">How many lines it charged.</param>
/// <param name="NotChargedRoot">The Merkle root of the lines that it considered and did not charge.</param>
/// <param name="NotCharged">How many these are.</param>
/// <param name="Previous">The seal before this one; zeros for the first.</param>
/// <param name="Seal">The hash of all of the above.</param>
public sealed record RunSealed(
    string RunId,
    long Number,
    DateOnly Date,
    string EngineVersion,
    long Ended,
    string Root,
    long Lines,
    string NotChargedRoot,
    long NotCharged,
    string Previous,
    string Seal);
