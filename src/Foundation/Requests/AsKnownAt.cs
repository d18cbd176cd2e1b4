using System.Globalization;
using PackageBilling.EventStore;

namespace PackageBilling.Foundation;

/// <summary>What was known at a position of the log, or at an instant: by the last position marked at or before it (domain: "Time travel").</summary>
/// <param name="Position">The position; null when an instant is meant.</param>
/// <param name="Instant">The instant; null when a position is meant.</param>
public sealed record AsKnownAt(long? Position, DateTimeOffset? Instant)
{
    /// <summary>Reads a value of the query: an instant, or a position.</summary>
    public static AsKnownAt? Read(string? at, string field = "at") => string.IsNullOrEmpty(at) ? null
        : long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? new(position, null)
        : new(null, QueryText.Instant(field, at));

    /// <summary>The position that is meant.</summary>
    /// <exception cref="RefusedException">It says nothing, two things, or a position that the log has not reached.</exception>
    public async Task<long> Resolve(IEventLog log, string field, CancellationToken ct)
    {
        if (Position is null == Instant is null) throw Refuse.Because(field, "must name either a position or an instant");
        if (Instant is { } instant) return await log.PositionAt(instant, ct);
        if (Position < 0 || Position > await log.SafePosition(ct)) throw Refuse.Because($"{field}.position", "must be a position that the log has reached");
        return Position!.Value;
    }
}
