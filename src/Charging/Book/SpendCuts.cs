namespace PackageBilling.Charging.Book;

/// <summary>
/// The dates between which calls have to be told apart so that the intervals which minimum spend settles on some dates
/// can be added up. With them the sums kept are as few as customers, DIDs and intervals, and not as the days on which
/// somebody called.
/// </summary>
public sealed class SpendCuts
{
    private readonly DateOnly[] _cuts;
    private readonly (DateOnly From, DateOnly Before)[] _spans;
    // An interval that begins with its assignment can begin on any date.
    private readonly bool _everyDate;

    private SpendCuts(IEnumerable<(DateOnly? From, DateOnly Before)> intervals)
    {
        var known = intervals.ToList();
        _everyDate = known.Exists(interval => interval.From is null);
        _spans = Spans(known.Select(interval => (interval.From ?? DateOnly.MinValue, interval.Before)));
        _cuts = [.. known.SelectMany(interval => (DateOnly[])[interval.From ?? DateOnly.MinValue, interval.Before])
            .Distinct().Order()];
    }

    /// <summary>Every date for itself.</summary>
    public static readonly SpendCuts All = new([(null, DateOnly.MaxValue)]);

    /// <summary>Whether any call is of interest.</summary>
    public bool AreAny => _spans.Length > 0;

    /// <summary>The cuts for business dates and packages with their revisions in the order in which they were recorded:
    /// each may be asked for before the next one was known.</summary>
    /// <param name="dates">The dates.</param>
    /// <param name="packages">The packages.</param>
    /// <param name="anyOwnMinimum">Whether assignments may have a minimum that their package has not.</param>
    public static SpendCuts Of(
        IReadOnlyCollection<DateOnly> dates, IEnumerable<PackageBook> packages, bool anyOwnMinimum)
    {
        var intervals = new HashSet<(DateOnly?, DateOnly)>();
        foreach (var package in packages)
        {
            if (!package.HasMinimumSpend && !anyOwnMinimum) continue;
            for (var known = 1; known <= package.Recorded.Count; known++)
            {
                var book = new PackageBook(
                    package.PackageId, package.Currency, package.Recorded.Take(known), package.GrantsMinutes);
                if (!book.HasMinimumSpend && !anyOwnMinimum) continue;
                foreach (var date in dates)
                    if (book.BillsFromStart) intervals.Add((null, date));
                    else if (book.Settles(date, default)) intervals.Add((book.Previous(date, default), date));
            }
        }
        return new(intervals);
    }

    /// <summary>The date that a call's date is counted under; null when nothing asks for it.</summary>
    public DateOnly? Under(DateOnly date)
    {
        if (!Array.Exists(_spans, span => date >= span.From && date < span.Before)) return null;
        if (_everyDate) return date;
        var at = Array.BinarySearch(_cuts, date);
        return _cuts[at < 0 ? ~at - 1 : at];
    }

    private static (DateOnly From, DateOnly Before)[] Spans(IEnumerable<(DateOnly From, DateOnly Before)> intervals)
    {
        var spans = new List<(DateOnly From, DateOnly Before)>();
        foreach (var interval in intervals.Where(interval => interval.From < interval.Before).Order())
            if (spans.Count > 0 && interval.From <= spans[^1].Before)
                spans[^1] = (spans[^1].From, interval.Before > spans[^1].Before ? interval.Before : spans[^1].Before);
            else spans.Add(interval);
        return [.. spans];
    }
}
