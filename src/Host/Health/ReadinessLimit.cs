using System.Globalization;

namespace PackageBilling.Host;

/// <summary>How long the log or a read model may be behind before this node says that it is not ready.</summary>
/// <param name="Seconds">The limit.</param>
internal sealed record ReadinessLimit(int Seconds)
{
    /// <summary>
    /// An import of a million rows is one transaction, which holds the log back for about a minute, and its read models
    /// take a while more. Turning hosts away then would help nobody; twice as long means that something is stuck.
    /// </summary>
    private const int Default = 120;

    private const int Least = 1, Most = 86_400;

    /// <summary>Reads <c>Health:MaxLagSeconds</c>.</summary>
    /// <exception cref="InvalidOperationException">It cannot be read.</exception>
    public static ReadinessLimit Read(IConfiguration configuration)
    {
        if (configuration["Health:MaxLagSeconds"] is not { Length: > 0 } text) return new(Default);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= Least and <= Most
            ? new(seconds)
            : throw new InvalidOperationException(
                $"Health:MaxLagSeconds must be a whole number from {Least} to {Most}, not '{text}'.");
    }
}
