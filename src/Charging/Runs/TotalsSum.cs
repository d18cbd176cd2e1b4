namespace PackageBilling.Charging.Runs;

/// <summary>Adds totals up: of customers to a part, of parts to a run. Currencies stay apart (I16).</summary>
public sealed class TotalsSum
{
    private readonly SortedDictionary<string, Currency> _byCurrency = new(StringComparer.Ordinal);
    private Currency? _last;
    private int _considered, _charged, _alreadyCharged, _skipped, _quarantined;
    private int _alreadyChargedLines, _skippedLines, _quarantinedLines;

    /// <summary>Adds totals to the sum.</summary>
    public void Add(RunTotals totals)
    {
        _considered += totals.Considered;
        _charged += totals.Charged;
        _alreadyCharged += totals.AlreadyCharged;
        _skipped += totals.Skipped;
        _quarantined += totals.Quarantined;
        _alreadyChargedLines += totals.AlreadyChargedLines;
        _skippedLines += totals.SkippedLines;
        _quarantinedLines += totals.QuarantinedLines;
        foreach (var more in totals.ByCurrency) Of(more.Currency).Add(more);
    }

    /// <summary>The sum so far.</summary>
    /// <exception cref="InvalidOperationException">An assignment ended in no place or in two:
    /// nobody is silently not billed (I4).</exception>
    public RunTotals Sum() => _considered == _charged + _alreadyCharged + _skipped + _quarantined
        ? new(_considered, _charged, _alreadyCharged, _skipped, _quarantined,
            [.. _byCurrency.Values.Select(sum => sum.Totals)], _alreadyChargedLines, _skippedLines, _quarantinedLines)
        : throw new InvalidOperationException(
            $"{_considered} considered, but {_charged} + {_alreadyCharged} + {_skipped} + "
                + $"{_quarantined} accounted for.");

    // Of customers one after the other, most have the same.
    private Currency Of(string currency)
    {
        if (_last?.Name == currency) return _last;
        if (!_byCurrency.TryGetValue(currency, out _last)) _byCurrency.Add(currency, _last = new(currency));
        return _last;
    }

    private sealed class Currency(string name)
    {
        private decimal _retail, _cost, _debited;
        private int _lines;

        public string Name => name;

        public CurrencyTotals Totals => new(name, _lines, _retail, _cost, _debited);

        public void Add(CurrencyTotals more)
        {
            _lines += more.Lines;
            _retail += more.Retail;
            _cost += more.Cost;
            _debited += more.Debited;
        }
    }
}
