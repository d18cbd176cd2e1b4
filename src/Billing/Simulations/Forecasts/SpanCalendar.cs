namespace PackageBilling.Billing.Simulations.Forecasts;

/// <summary>
/// Every date of a span with all packages seen on it, and for each package the dates on which anything can be due: worked out once,
/// so that an assignment is looked at on its own dates only.
/// </summary>
internal sealed class SpanCalendar
{
    private readonly PackagesOn[] _dates;
    private readonly Dictionary<string, PackageDates> _packages = new(StringComparer.Ordinal);

    public SpanCalendar(DateOnly from, DateOnly to, IReadOnlyList<PackageBook> packages)
    {
        From = from;
        _dates = [.. Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(day => new PackagesOn(from.AddDays(day), packages))];
        foreach (var package in packages)
        {
            var (due, settles, setup) = (new List<int>(), new List<int>(), new List<int>());
            for (var day = 0; day < _dates.Length; day++)
            {
                var on = _dates[day].Find(package.PackageId)!;
                if (on.Matches || (on.Settles && package.HasMinimumSpend)) due.Add(day);
                if (on.Settles && package.HasMinimumSpend) settles.Add(day);
                if (on.HasSetup) setup.Add(day);
            }
            _packages.Add(package.PackageId, new([.. due], [.. settles], [.. setup]));
        }
    }

    public DateOnly From { get; }

    public int Days => _dates.Length;

    /// <summary>The earliest end date with which an assignment can still owe something on a date of the span.</summary>
    public DateOnly EarliestEnd => _dates.Min(date => date.EarliestEnd());

    public PackagesOn On(int day) => _dates[day];

    /// <summary>The days of the span on which an assignment may owe something, in order; setup on the first one that it can be on.</summary>
    public IEnumerable<int> DueDays(AssignmentBook assignment)
    {
        if (!_packages.TryGetValue(assignment.PackageId, out var package)) yield break;
        var first = Math.Max(0, assignment.Start.DayNumber - From.DayNumber);
        var last = assignment.End is { } end ? Math.Min(Days - 1, end.DayNumber - From.DayNumber) : Days - 1;
        var setup = assignment.Posted.Setup.IsStanding ? -1 : FirstFrom(package.Setup, first) is var found && found <= last ? found : -1;
        for (var i = IndexFrom(package.Due, first); i < package.Due.Length && package.Due[i] <= last; i++)
        {
            if (setup >= 0 && setup < package.Due[i]) yield return setup;
            if (setup <= package.Due[i]) setup = -1;
            yield return package.Due[i];
        }
        if (setup >= 0) yield return setup;
        if (FirstFrom(package.Settles, Math.Max(first, last + 1)) is var settled && settled < Days) yield return settled;
    }

    /// <summary>The intervals of minimum spend that an assignment may have to settle in the span: the first date, and the date of settling.</summary>
    public IEnumerable<(DateOnly From, DateOnly Before)> Settled(AssignmentBook assignment)
    {
        if (!_packages.TryGetValue(assignment.PackageId, out var package) || package.Settles.Length == 0) yield break;
        for (var i = IndexFrom(package.Settles, Math.Max(0, assignment.Start.DayNumber - From.DayNumber)); i < package.Settles.Length; i++)
        {
            var on = _dates[package.Settles[i]];
            var from = on.Find(assignment.PackageId)!.Previous ?? assignment.Start;
            if (assignment.End < from) yield break;
            yield return (from, on.Date);
        }
    }

    private int FirstFrom(int[] days, int first) => IndexFrom(days, first) is var i && i < days.Length ? days[i] : Days;

    private static int IndexFrom(int[] days, int first) => Array.BinarySearch(days, first) is var i && i < 0 ? ~i : i;

    /// <param name="Due">Days with something recurring or to settle.</param>
    /// <param name="Settles">Days that settle minimum spend.</param>
    /// <param name="Setup">Days on which setup has a price.</param>
    private sealed record PackageDates(int[] Due, int[] Settles, int[] Setup);
}
