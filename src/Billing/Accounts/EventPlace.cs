using System.Globalization;

namespace PackageBilling.Billing.Accounts;

/// <summary>Where a page of a list made from a stream goes on: an event, and the rows of it that were shown.</summary>
internal static class EventPlace
{
    /// <summary>The event's version and the rows shown; the stream's start for a first page.</summary>
    /// <exception cref="ProblemException">The token was not made by such a list.</exception>
    public static (long Version, int Row) Of(PageRequest page)
    {
        if (page.After is null) return (1, 0);
        return page.After.Split(':') is [var version, var row]
            && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            && int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && place > 0
            ? (place, number)
            : throw NotOurs();
    }

    /// <summary>The refusal of a token that was not made by such a list.</summary>
    public static ProblemException NotOurs() =>
        Problem.Malformed("after", "must be the value of next in an earlier answer of this list");

    /// <summary>The token behind a row.</summary>
    public static string Behind(long version, int row) =>
        string.Create(CultureInfo.InvariantCulture, $"{version}:{row}");
}
