using System.Globalization;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>What was known at a position of the log, or at an instant: by the last position marked at or before it (domain: "Time travel").</summary>
internal sealed record AsKnownAt(long? Position, DateTimeOffset? Instant)
{
    /// <summary>Reads <c>at</c> of a query: an instant, or a position.</summary>
    public static AsKnownAt? Read(string? at) => string.IsNullOrEmpty(at) ? null
        : long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? new(position, null)
        : new(null, QueryText.Instant("at", at));

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
