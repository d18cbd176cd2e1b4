namespace PackageBilling.Billing.Runs;

/// <summary>What of a run, or of one share of it, is done and what is left,
/// folded from the records of its parts.</summary>
internal sealed class RunProgress(ChargeRunStarted run, long version, RunShare? share = null)
{
    // Only their bounds are kept: a part's record also names every line that was not charged.
    private readonly List<CustomerRange> _parts = [];
    private readonly SortedSet<string> _deferred = new(StringComparer.Ordinal);
    private readonly TotalsSum _totals = new();
    private int _lastPart = share?.BeforeFirstPart ?? 0;

    public ChargeRunStarted Run { get; } = run;

    /// <summary>The version of the run's stream in which it is carried out.</summary>
    public long Version { get; } = version;

    /// <summary>The lowest position that a part was decided at; null before the first.</summary>
    public long? Position { get; private set; }

    /// <summary>Customers to be decided again.</summary>
    public IReadOnlyCollection<string> Deferred => _deferred;

    public RunTotals Totals => _totals.Sum();

    /// <summary>A number that no part of this run has.</summary>
    public int NextPart() => ++_lastPart;

    public void Add(ChargeRunPartPosted part)
    {
        if (share is not null && !share.Has(part.Part)) return;
        _lastPart = Math.Max(_lastPart, part.Part);
        Position = Math.Min(Position ?? long.MaxValue, part.Position);
        _totals.Add(part.Totals);
        foreach (var customer in part.Customers ?? []) _deferred.Remove(customer);
        foreach (var customer in part.Deferred) _deferred.Add(customer);
        if (part.Customers is null) _parts.Add(new(part.After, part.Through));
    }

    /// <summary>Whether parts answer for every customer.</summary>
    public bool IsDone => _deferred.Count == 0 && Left().Count == 0;

    /// <summary>The ranges of customers that no part answers for yet, in order.</summary>
    public IReadOnlyList<CustomerRange> Left()
    {
        var left = new List<CustomerRange>();
        var end = share?.Range.Through;
        string? after = share?.Range.After ?? "";
        foreach (var part in _parts.OrderBy(part => part.After, StringComparer.Ordinal))
        {
            if (string.CompareOrdinal(after, part.After) < 0) left.Add(new(after, part.After));
            after = part.Through;
            if (after is null || after == end) return left;
        }
        left.Add(new(after, end));
        return left;
    }
}
