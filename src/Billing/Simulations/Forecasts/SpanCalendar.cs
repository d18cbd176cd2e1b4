using System.Collections.Concurrent;

namespace PackageBilling.Billing.Simulations.Forecasts;

/// <summary>
/// Every date of a span with all packages seen on it, and for each package the dates on which anything can be due:
/// worked out once, so that an assignment is looked at on its own dates only. A package that bills from each
/// assignment's start has them by start.
/// </summary>
internal sealed class SpanCalendar
{
    private readonly PackagesOn[] _dates;
    private readonly Dictionary<string, PackageBook> _packages;
    private readonly ConcurrentDictionary<(string PackageId, DateOnly Start), PackageDates> _known = new();

    public SpanCalendar(DateOnly from, DateOnly to, IReadOnlyList<PackageBook> packages)
    {
        From = from;
        _dates = [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1)
            .Select(day => new PackagesOn(from.AddDays(day), packages))];
        _packages = packages.ToDictionary(package => package.PackageId, StringComparer.Ordinal);
    }

    public DateOnly From { get; }

    public int Days => _dates.Length;

    /// <summary>The earliest end date with which an assignment can still owe something on a date of the span.</summary>
    public DateOnly EarliestEnd => _dates.Min(date => date.EarliestEnd());

    public PackagesOn On(int day) => _dates[day];

    /// <summary>The days of the span on which an assignment may owe something, in order.</summary>
    public IEnumerable<int> DueDays(AssignmentBook assignment)
    {
        if (Of(assignment) is not { } package) return [];
        var first = Math.Max(0, assignment.Start.DayNumber - From.DayNumber);
        var last = assignment.End is { } end ? Math.Min(Days - 1, end.DayNumber - From.DayNumber) : Days - 1;
        var days = new List<int>();
        for (var i = IndexFrom(package.Due, first); i < package.Due.Length && package.Due[i] <= last; i++)
            days.Add(package.Due[i]);
        if (FirstFrom(package.Settles, Math.Max(first, last + 1)) is var settled && settled < Days) days.Add(settled);
        var more = Setup(assignment, package, first, last)
            .Concat(package.Prorates ? Turns(assignment, first, last) : []).ToList();
        return more.Count == 0 ? days : days.Concat(more).Distinct().Order();
    }

    /// <summary>The intervals of minimum spend that an assignment may have to settle in the span: the first date,
    /// and the date of settling.</summary>
    public IEnumerable<(DateOnly From, DateOnly Before)> Settled(AssignmentBook assignment)
    {
        if (Of(assignment) is not { } package) yield break;
        for (var i = IndexFrom(
            package.Settles, Math.Max(0, assignment.Start.DayNumber - From.DayNumber)); i < package.Settles.Length; i++)
        {
            if (_dates[package.Settles[i]].Settled(assignment) is not { } interval) continue;
            if (assignment.End < interval.From) yield break;
            yield return interval;
        }
    }

    // Setup on the first day that it can be on; where an assignment has a price of its own,
    // it may be on the day of a change.
    private IEnumerable<int> Setup(AssignmentBook assignment, PackageDates package, int first, int last)
    {
        if (assignment.Posted.Setup.IsStanding) yield break;
        var day = !assignment.Terms.HasOwnSetup ? FirstFrom(package.Setup, first)
            : package.Book.FirstSetup(assignment, From.AddDays(first)) is { } date
                ? date.DayNumber - From.DayNumber : Days;
        if (day <= last) yield return day;
    }

    // Its activity or its own terms change on them.
    private IEnumerable<int> Turns(AssignmentBook assignment, int first, int last) =>
        new[] { assignment.Start, assignment.End ?? assignment.Start }.Concat(assignment.Terms.Turns)
            .Select(date => date.DayNumber - From.DayNumber).Where(day => day >= first && day <= last);

    private PackageDates? Of(AssignmentBook assignment)
    {
        if (!_packages.TryGetValue(assignment.PackageId, out var package)) return null;
        return _known.GetOrAdd(
            (assignment.PackageId, package.BillsFromStart ? assignment.Start : default),
            key => Dates(package, key.Start));
    }

    private PackageDates Dates(PackageBook package, DateOnly start)
    {
        var (due, settles, setup, prorates) = (new List<int>(), new List<int>(), new List<int>(), false);
        for (var day = 0; day < _dates.Length; day++)
        {
            var on = _dates[day].Find(package.PackageId)!;
            var billing = on.For(start);
            if (billing.Matches || billing.Settles) due.Add(day);
            if (billing.Settles) settles.Add(day);
            if (on.HasSetup) setup.Add(day);
            prorates |= on.Prorates;
        }
        return new(package, [.. due], [.. settles], [.. setup], prorates);
    }

    private int FirstFrom(int[] days, int first) => IndexFrom(days, first) is var i && i < days.Length ? days[i] : Days;

    private static int IndexFrom(int[] days, int first) => Array.BinarySearch(days, first) is var i && i < 0 ? ~i : i;

    /// <param name="Book">The package.</param>
    /// <param name="Due">Days with something recurring or to settle.</param>
    /// <param name="Settles">Days that settle minimum spend.</param>
    /// <param name="Setup">Days on which setup has a price.</param>
    /// <param name="Prorates">Whether changes inside a period are charged in proportion on any of the days.</param>
    private sealed record PackageDates(PackageBook Book, int[] Due, int[] Settles, int[] Setup, bool Prorates);
}
