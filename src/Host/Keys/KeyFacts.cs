namespace PackageBilling.Host;

/// <summary>
/// The stream of what happened to keys. Each event's metadata says who did it, with which key, and why.
/// </summary>
internal static class KeyFacts
{
    public const string Stream = "keys";

    public static readonly Type[] Events = [typeof(KeyCreated), typeof(KeyRevoked)];

    /// <summary>What happened, whatever else has happened meanwhile.</summary>
    public static StreamAppend Append(object fact) => new(Stream, null, [fact]);
}

/// <summary>A key was created. Its secret is in no event.</summary>
internal sealed record KeyCreated(string KeyId, string Name, string Role, DateTimeOffset? ExpiresAt);

/// <summary>A key was revoked.</summary>
internal sealed record KeyRevoked(string KeyId);
