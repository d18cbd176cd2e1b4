using System.Globalization;
using System.Text.Json.Serialization;

namespace PackageBilling.Foundation;

/// <summary>What was known at a position of the log, or at an instant: by the last position marked at
/// or before it (domain: "Time travel").</summary>
/// <param name="Position">The position; null when an instant is meant.</param>
/// <param name="Instant">The instant; null when a position is meant.</param>
public sealed record AsKnownAt(long? Position, DateTimeOffset? Instant)
{
    /// <summary>The name of the parameter, field or option.</summary>
    public const string Name = "knownAt";

    /// <summary>What a value of it must be.</summary>
    public const string Rule = "must be a position of the log such as 5030, or an instant such as 2025-01-31T18:30:00Z";

    /// <summary>The name that it was sent under, which a refusal names.</summary>
    [JsonIgnore]
    public string Field { get; init; } = Name;

    /// <summary>Reads a text: a number is a position, anything else an instant. Null when nothing was sent.</summary>
    /// <exception cref="ProblemException">It is neither (400).</exception>
    public static AsKnownAt? Read(string? text, string field = Name)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return TryRead(text) is { } known ? known with { Field = field } : throw Problem.Malformed(field, Rule);
    }

    /// <summary>Reads a parameter that is also accepted under an older name.</summary>
    /// <exception cref="ProblemException">Both were sent, or one that cannot be read (400).</exception>
    public static AsKnownAt? Read(string? knownAt, string? older, string olderName) =>
        Either(Read(knownAt), Read(older, olderName), olderName);

    /// <summary>The one of two that was sent.</summary>
    /// <exception cref="ProblemException">Both were sent (400).</exception>
    public static AsKnownAt? Either(AsKnownAt? knownAt, AsKnownAt? older, string olderName) =>
        knownAt is not null && older is not null
            ? throw Problem.Malformed(olderName, $"is the older name of {Name}: send only {Name}") : knownAt ?? older;

    /// <summary>Reads a text; null when it is neither a position nor an instant.</summary>
    public static AsKnownAt? TryRead(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? new(position, null)
        : QueryText.TryInstant(text) is { } instant ? new(null, instant)
        : null;

    /// <summary>The position that is meant.</summary>
    /// <exception cref="ProblemException">It has neither value or both, or names a position that the log has not
    /// reached or an instant that has not come (422).</exception>
    public async Task<long> Resolve(IEventLog log, TimeProvider clock, CancellationToken ct)
    {
        if (Position is null == Instant is null) throw Problem.Rule(Field, "must name either a position or an instant");
        if (Instant is { } instant)
            return instant <= clock.GetUtcNow() ? await log.PositionAt(instant, ct)
                : throw Problem.Rule(Field, "must not be in the future: what will be known then isn't known yet");
        var reached = await log.SafePosition(ct);
        return Position >= 0 && Position <= reached ? Position.Value
            : throw Problem.Rule(Field, string.Create(
                CultureInfo.InvariantCulture, $"must be a position that the log has reached: 0 to {reached}"));
    }

    /// <summary>
    /// The last moment at which a position was the newest one: when the event after it was recorded, or now.
    /// An instant stands for itself.
    /// </summary>
    public async Task<DateTimeOffset> Moment(IEventLog log, TimeProvider clock, long position, CancellationToken ct)
    {
        if (Instant is { } instant) return instant;
        await foreach (var next in log.ReadAll(position, await log.SafePosition(ct), null, ct))
            return next.Metadata.RecordedAt;
        return clock.GetUtcNow();
    }
}
