namespace PackageBilling.Auditing.Heads;

/// <summary>
/// An operator goes on with a log that doesn't hold the last head that a host kept outside the database, because it was
/// restored to an older point, for example. Who it was and why is stored with the event.
/// </summary>
/// <param name="Head">The head that was kept; null when its file could not be read.</param>
/// <param name="SeenAt">When the host saw it first.</param>
/// <param name="Warning">What was wrong with it.</param>
public sealed record HeadAccepted(string? Head, DateTimeOffset? SeenAt, string Warning);
