using FluentValidation;
using NodaTime;
using NodaTime.TimeZones;

namespace PackageBilling.Values;

/// <summary>
/// IANA time zones from the table that ships with the product, so that a machine's own zone data changes nothing (I12).
/// Used at the edge only: decisions take dates.
/// </summary>
public static class TimeZones
{
    /// <summary>What a customer has when none is given.</summary>
    public const string Default = "UTC";

    private static readonly TzdbDateTimeZoneSource Table = TzdbDateTimeZoneSource.Default;

    /// <summary>The zones' ids.</summary>
    public static IEnumerable<string> All => DateTimeZoneProviders.Tzdb.Ids;

    /// <summary>The local date of an instant in a zone.</summary>
    /// <exception cref="DateTimeZoneNotFoundException">There is no such zone.</exception>
    public static DateOnly LocalDate(string zone, DateTimeOffset instant) => LocalTime(zone, instant).Date.ToDateOnly();

    /// <summary>The local date and time of an instant in a zone.</summary>
    public static LocalDateTime LocalTime(string zone, DateTimeOffset instant) =>
        Instant.FromDateTimeOffset(instant).InZone(DateTimeZoneProviders.Tzdb[zone]).LocalDateTime;

    /// <summary>The first instant at which a zone's clocks show a local time or, when they skip it,
    /// have just skipped it.</summary>
    public static DateTimeOffset InstantOf(string zone, DateOnly date, TimeOnly time) =>
        DateTimeZoneProviders.Tzdb[zone]
            .ResolveLocal(LocalDateTime.FromDateTime(date.ToDateTime(time)), Resolvers.CreateMappingResolver(
                Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter))
            .ToDateTimeOffset();

    /// <summary>The instants at which a zone's clocks show a local time: the same one twice, two when they are set
    /// back, none when they skip it.</summary>
    public static (DateTimeOffset? Earlier, DateTimeOffset? Later) InstantsOf(string zone, DateTime local)
    {
        var found = DateTimeZoneProviders.Tzdb[zone].MapLocal(LocalDateTime.FromDateTime(local));
        return found.Count == 0 ? (null, null) : (found.First().ToDateTimeOffset(), found.Last().ToDateTimeOffset());
    }

    /// <summary>Whether there is such a zone.</summary>
    public static bool IsKnown(string zone) => Table.CanonicalIdMap.ContainsKey(zone);

    /// <summary>The earliest date that it is anywhere at this instant (UTC-12).</summary>
    public static DateOnly EarliestToday(DateTimeOffset now) =>
        DateOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(-12)).DateTime);

    /// <summary>The latest date that it is anywhere at this instant (UTC+14).</summary>
    public static DateOnly LatestToday(DateTimeOffset now) =>
        DateOnly.FromDateTime(now.ToOffset(TimeSpan.FromHours(14)).DateTime);

    /// <summary>The date in UTC: today for facts that belong to the carrier and not to one customer.</summary>
    public static DateOnly UtcToday(DateTimeOffset now) => DateOnly.FromDateTime(now.UtcDateTime);

    /// <summary>Refuses what is not an IANA zone; null passes.</summary>
    public static IRuleBuilderOptions<T, string?> TimeZoneId<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(zone => zone is null || IsKnown(zone))
        .WithMessage("must be an IANA time zone such as Europe/London");
}
