using System.Collections.Concurrent;

namespace PackageBilling.Charging.Book;

/// <summary>A package with all its revisions, as known at one position.</summary>
public sealed class PackageBook
{
    private readonly PackageRevision[] _revisions;
    // Three years of dates.
    private const int MaxIntervals = 1_000;

    private readonly Lazy<DestinationPrefixes>[] _prefixes;
    private readonly ConcurrentDictionary<DateOnly, (DateOnly? From, DateOnly? Next)> _intervals = new();

    /// <param name="packageId">Its id.</param>
    /// <param name="currency">Its currency.</param>
    /// <param name="recorded">The revisions in the order in which they were recorded; at least the first definition.</param>
    /// <param name="grantsMinutes">Whether it grants free minutes.</param>
    public PackageBook(string packageId, string currency, IEnumerable<PackageRevision> recorded, bool grantsMinutes = false)
    {
        (PackageId, Currency, GrantsMinutes, Recorded) = (packageId, currency, grantsMinutes, [.. recorded]);
        _revisions =
        [
            .. Recorded.Select(revision => revision.EffectiveFrom).Distinct().Order()
                .Select(from => InEffect.On(Recorded, from, revision => revision.EffectiveFrom)!),
        ];
        _prefixes = [.. _revisions.Select(revision => new Lazy<DestinationPrefixes>(() => new(revision.Terms.Destinations)))];
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
        PackageDefined e => new(e.PackageId, e.Currency, [new(DateOnly.MinValue, e.Terms)], e.Type == PackageType.FreeMinutes),
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
    public PackageBook With(IEnumerable<PackageRevision> more) => new(PackageId, Currency, [.. Recorded, .. more], GrantsMinutes);

    /// <summary>Whether any revision has a minimum spend.</summary>
    public bool HasMinimumSpend => _revisions.Any(revision => revision.Terms.MinimumSpend is not null);

    /// <summary>The terms on a date: those with the latest effectiveFrom at or before it, else the first ones.</summary>
    public PackageTerms TermsOn(DateOnly date) => _revisions[IndexOn(date)].Terms;

    /// <summary>Whether a recurring line is due on a date.</summary>
    public bool Matches(DateOnly date) => BillingDays.Matches(TermsOn(date), date);

    /// <summary>
    /// Whether an interval of minimum spend is settled on a date: on a match, and on the first date of a revision that
    /// stops billing.
    /// </summary>
    public bool Settles(DateOnly date) => Matches(date) || StopsBillingOn(IndexOn(date), date);

    /// <summary>prev(D): the latest date before D on which an interval ended; null when there was none.</summary>
    public DateOnly? Previous(DateOnly date)
    {
        var through = date.AddDays(-1);
        for (var index = IndexOn(through); index >= 0; index--)
        {
            var revision = _revisions[index];
            if (BillingDays.LatestMatch(revision.Terms, through) is { } match && match >= revision.EffectiveFrom) return match;
            if (StopsBillingOn(index, revision.EffectiveFrom)) return revision.EffectiveFrom;
            if (index > 0) through = revision.EffectiveFrom.AddDays(-1);
        }
        return null;
    }

    /// <summary>The first date after D on which an interval ends; null when there is none.</summary>
    public DateOnly? Next(DateOnly date)
    {
        var from = date.AddDays(1);
        for (var index = IndexOn(from); index < _revisions.Length; index++)
        {
            var revision = _revisions[index];
            if (from < revision.EffectiveFrom) from = revision.EffectiveFrom;
            if (StopsBillingOn(index, from)) return from;
            DateOnly? ends = index + 1 < _revisions.Length ? _revisions[index + 1].EffectiveFrom : null;
            if (BillingDays.FirstMatch(revision.Terms, from) is { } match && (ends is null || match < ends)) return match;
        }
        return null;
    }

    /// <summary>
    /// The interval that a date lies in: the latest date at or before it on which one ended, and the first after it; null for none.
    /// Kept, since calls by the thousand share few dates and finding it takes a walk over the calendar.
    /// </summary>
    public (DateOnly? From, DateOnly? Next) IntervalOn(DateOnly date)
    {
        if (_intervals.TryGetValue(date, out var interval)) return interval;
        if (_intervals.Count > MaxIntervals) _intervals.Clear();
        return _intervals[date] = (Previous(date.AddDays(1)), Next(date));
    }

    /// <summary>The length of the longest prefix of a destination by the terms on a date; null when free minutes do not cover it.</summary>
    public int? LongestPrefix(string destination, DateOnly date) => _prefixes[IndexOn(date)].Value.Longest(destination);

    /// <summary>The first date at or after one on which the terms ask for setup; null when there is none.</summary>
    public DateOnly? FirstSetup(DateOnly from)
    {
        for (var index = IndexOn(from); index < _revisions.Length; index++)
            if (_revisions[index].Terms is { SetupRetail: not 0 } or { SetupCost: not 0 })
                return _revisions[index].EffectiveFrom > from ? _revisions[index].EffectiveFrom : from;
        return null;
    }

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
