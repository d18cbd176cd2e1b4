namespace PackageBilling.Auditing.Heads;

/// <summary>Where this node keeps the last head that it saw, and whether it writes there.</summary>
/// <param name="Path">A file outside the database; null to keep none.</param>
/// <param name="Keeps">Whether new heads are written: a command only compares.</param>
internal sealed record HeadSettings(string? Path, bool Keeps)
{
    public static readonly HeadSettings None = new(null, false);
}
