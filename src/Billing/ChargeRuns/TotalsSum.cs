namespace PackageBilling.Billing;

/// <summary>Adds totals up: of customers to a part, of parts to a run. Currencies stay apart (I16).</summary>
internal sealed class TotalsSum
{
    private readonly SortedDictionary<string, CurrencyTotals> _byCurrency = new(StringComparer.Ordinal);
    private int _considered, _charged, _alreadyCharged, _skipped, _quarantined;

    public void Add(RunTotals totals)
    {
        _considered += totals.Considered;
        _charged += totals.Charged;
        _alreadyCharged += totals.AlreadyCharged;
        _skipped += totals.Skipped;
        _quarantined += totals.Quarantined;
        foreach (var more in totals.ByCurrency)
            _byCurrency[more.Currency] = _byCurrency.TryGetValue(more.Currency, out var sum)
                ? new(sum.Currency, sum.Lines + more.Lines, sum.Retail + more.Retail, sum.Cost + more.Cost, sum.Debited + more.Debited)
                : more;
    }

    /// <summary>The sum so far.</summary>
    /// <exception cref="InvalidOperationException">An assignment ended in no place or in two: nobody is silently not billed (I4).</exception>
    public RunTotals Sum() => _considered == _charged + _alreadyCharged + _skipped + _quarantined
        ? new(_considered, _charged, _alreadyCharged, _skipped, _quarantined, [.. _byCurrency.Values])
        : throw new InvalidOperationException(
            $"{_considered} considered, but {_charged} + {_alreadyCharged} + {_skipped} + {_quarantined} accounted for.");
}
