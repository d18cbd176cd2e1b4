namespace PackageBilling.Host;

/// <summary>Everything about webhooks that could grow or last, in one place.</summary>
internal static class WebhookLimits
{
    /// <summary>Every event is written down once for each webhook that wants it,
    /// and each may keep some requests open.</summary>
    public const int Webhooks = 100;

    /// <summary>An address, in characters; servers and proxies refuse longer ones.</summary>
    public const int Url = 2_000;

    /// <summary>A secret, in characters: 32 random bytes in any notation fit many times.</summary>
    public const int Secret = 200;

    /// <summary>Requests that one node has open to one receiver: a slow one is not flooded,
    /// and takes nothing from the others.</summary>
    public const int AtOnce = 4;

    /// <summary>What a receiver may take to answer. Whoever needs longer should answer first
    /// and work afterwards.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(10);

    /// <summary>How long a delivery is one node's own; well above <see cref="Answer"/>, so that only a dead node's
    /// are taken over.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>The pause after the first failed attempt, doubled after each further one up to the longest.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromHours(1);

    /// <summary>A delivery that cannot be made for so long is given up; it can be sent again by hand.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(24);

    /// <summary>How long a wake-up that got lost, or a lease that ended, can delay a delivery.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What is kept of a receiver's answer, in characters, for administrators: enough for an error message, too little
    /// to read what is behind an address.
    /// </summary>
    public const int Response = 200;

    /// <summary>How long ended deliveries can be looked at and sent again.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);
}
