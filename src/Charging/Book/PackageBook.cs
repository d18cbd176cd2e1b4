using System.Collections.Concurrent;

namespace PackageBilling.Charging.Book;

/// <summary>A package with all its revisions, as known at one position.</summary>
public sealed class PackageBook
{
    // Three years of dates; more where assignments have intervals of their own.
    private const int MaxIntervals = 1_000, MaxOwnIntervals = 100_000;

    private readonly PackageRevision[] _revisions;
    private readonly Lazy<DestinationPrefixes>[] _prefixes;
    private readonly ConcurrentDictionary<(DateOnly Date, DateOnly Start), (DateOnly? From,
        DateOnly? Next)> _intervals = new();

    /// <param name="packageId">Its id.</param>
    /// <param name="currency">Its currency.</param>
    /// <param name="recorded">The revisions in the order in which they were recorded;
    /// at least the first definition.</param>
    /// <param name="grantsMinutes">Whether it grants free minutes.</param>
    public PackageBook(
        string packageId, string currency, IEnumerable<PackageRevision> recorded, bool grantsMinutes = false)
    {
        (PackageId, Currency, GrantsMinutes, Recorded) = (packageId, currency, grantsMinutes, [.. recorded]);
        _revisions =
        [
            .. Recorded.Select(revision => revision.EffectiveFrom).Distinct().Order()
                .Select(from => InEffect.On(Recorded, from, revision => revision.EffectiveFrom)!),
        ];
        BillsFromStart = _revisions.Any(revision => revision.Terms.BillsFromStart);
        HasMinimumSpend = _revisions.Any(revision => revision.Terms.MinimumSpend is not null);
        HasRollover = _revisions.Any(revision => revision.Terms.RolloverMinutes > 0);
        _prefixes =
            [.. _revisions.Select(revision => new Lazy<DestinationPrefixes>(() => new(revision.Terms.Destinations)))];
    }

    /// <summary>Its id.</summary>
    public string PackageId { get; }

    /// <summary>Its currency.</summary>
    public string Currency { get; }

    /// <summary>Whether it grants free minutes.</summary>
    public bool GrantsMinutes { get; }

    /// <summary>Its revisions in the order in which they were recorded.</summary>
    public IReadOnlyList<PackageRevision> Recorded { get; }

    /// <summary>The events that say something of a package for a decision.</summary>
    public static readonly IReadOnlyList<Type> EventTypes = [typeof(PackageDefined), typeof(PackageRevised)];

    /// <summary>The package after one more of these events.</summary>
    public static PackageBook Evolve(PackageBook? book, object @event) => @event switch
    {
        PackageDefined e =>
            new(e.PackageId, e.Currency, [new(DateOnly.MinValue, e.Terms)], e.Type == PackageType.FreeMinutes),
        PackageRevised e when book is not null => book.With([new(e.EffectiveFrom, e.Terms)]),
        _ => throw new InvalidOperationException($"{@event.GetType().Name} says nothing of a package for a decision."),
    };

    /// <summary>The package that one of <see cref="EventTypes"/> is about.</summary>
    public static string IdOf(object @event) => @event switch
    {
        PackageDefined e => e.PackageId,
        PackageRevised e => e.PackageId,
        _ => throw new InvalidOperationException($"{@event.GetType().Name} says nothing of a package for a decision."),
    };

    /// <summary>The package with some more revisions, recorded last.</summary>
    public PackageBook With(IEnumerable<PackageRevision> more) =>
        new(PackageId, Currency, [.. Recorded, .. more], GrantsMinutes);

    /// <summary>Whether any revision has a minimum spend.</summary>
    public bool HasMinimumSpend { get; }

    /// <summary>Whether any revision lets minutes of a window be used in the next one.</summary>
    public bool HasRollover { get; }

    /// <summary>The terms on a date: those with the latest effectiveFrom at or before it,
    /// else the first ones.</summary>
    public PackageTerms TermsOn(DateOnly date) => _revisions[IndexOn(date)].Terms;

    /// <summary>Whether assignments have billing days of their own, counted from their start,
    /// by any revision.</summary>
    public bool BillsFromStart { get; }

    /// <summary>An upper limit of the days between two of its billing days, whatever the revisions.</summary>
    internal int LongestInterval => 2 * _revisions.Max(revision => BillingDays.LongestInterval(revision.Terms));

    /// <summary>Whether a recurring line is due on a date, for assignments that start on a date.</summary>
    public bool Matches(DateOnly date, DateOnly start) => BillingDays.Matches(TermsOn(date), date, start);

    /// <summary>
    /// Whether an interval of minimum spend is settled on a date: on a match, and on the first date of a revision that
    /// stops billing.
    /// </summary>
    public bool Settles(DateOnly date, DateOnly start) => Matches(date, start) || StopsBillingOn(IndexOn(date), date);

    /// <summary>prev(D): the latest date before D on which an interval ended; null when there was none.</summary>
    public DateOnly? Previous(DateOnly date, DateOnly start)
    {
        var through = date.AddDays(-1);
        for (var index = IndexOn(through); index >= 0; index--)
        {
            var revision = _revisions[index];
            if (BillingDays.LatestMatch(revision.Terms, through, start) is { } match && match >= revision.EffectiveFrom)
                return match;
            if (StopsBillingOn(index, revision.EffectiveFrom)) return revision.EffectiveFrom;
            if (index > 0) through = revision.EffectiveFrom.AddDays(-1);
        }
        return null;
    }

    /// <summary>The first date after D on which an interval ends; null when there is none.</summary>
    public DateOnly? Next(DateOnly date, DateOnly start)
    {
        var from = date.AddDays(1);
        for (var index = IndexOn(from); index < _revisions.Length; index++)
        {
            var revision = _revisions[index];
            if (from < revision.EffectiveFrom) from = revision.EffectiveFrom;
            if (StopsBillingOn(index, from)) return from;
            DateOnly? ends = index + 1 < _revisions.Length ? _revisions[index + 1].EffectiveFrom : null;
            if (BillingDays.FirstMatch(revision.Terms, from, start) is { } match && (ends is null || match < ends))
                return match;
        }
        return null;
    }

    /// <summary>
    /// period(D): the latest date at or before it on which an interval ended, and the first after it; null for none.
    /// Kept, since calls by the thousand share few dates and finding it takes a walk over the calendar.
    /// </summary>
    public (DateOnly? From, DateOnly? Next) IntervalOn(DateOnly date, DateOnly start)
    {
        // Without a start of its own an interval is the same for all.
        var key = (date, BillsFromStart ? start : default);
        if (_intervals.TryGetValue(key, out var interval)) return interval;
        if (_intervals.Count > (BillsFromStart ? MaxOwnIntervals : MaxIntervals)) _intervals.Clear();
        return _intervals[key] = (Previous(date.AddDays(1), start), Next(date, start));
    }

    /// <summary>The length of the longest prefix of a destination by the terms on a date;
    /// null when free minutes do not cover it.</summary>
    public int? LongestPrefix(string destination, DateOnly date) => _prefixes[IndexOn(date)].Value.Longest(destination);

    /// <summary>The first date at or after one on which an assignment has setup to pay;
    /// null when there is none.</summary>
    public DateOnly? FirstSetup(AssignmentBook assignment, DateOnly from) =>
        assignment.Terms.OwesNoSetup(assignment.Start) ? null : _revisions.Select(revision => revision.EffectiveFrom)
            .Concat((assignment.Terms.Changes ?? []).Select(change => change.EffectiveFrom))
            .Where(date => date > from).Prepend(from).Order()
            .Where(date => UnitPrices.Setup(TermsOn(date), assignment.Terms.On(date)) is not { Retail: 0, Cost: 0 })
            .Select(date => (DateOnly?)date).FirstOrDefault();

    private bool StopsBillingOn(int index, DateOnly date) =>
        index > 0
        && _revisions[index].EffectiveFrom == date
        && _revisions[index].Terms.Frequency == Frequency.None
        && _revisions[index - 1].Terms.Frequency != Frequency.None;

    private int IndexOn(DateOnly date)
    {
        var index = _revisions.Length - 1;
        while (index > 0 && _revisions[index].EffectiveFrom > date) index--;
        return index;
    }
}
