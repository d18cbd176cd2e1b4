namespace PackageBilling.Foundation;

/// <summary>Counts what becomes of the rows of a file, and adds up the valid ones.</summary>
internal sealed class RowCount
{
    private readonly SortedDictionary<string, decimal> _amounts = new(StringComparer.Ordinal);
    private int _added, _known, _changed;
    private long? _quantity;

    public int Read { get; private set; }

    public int Rejected { get; private set; }

    public ImportedRows Rows => _added + _known + Rejected == Read
        ? new(Read, _added, _known, Rejected, _changed, _quantity, _amounts.Count == 0
            ? null : [.. _amounts.Select(sum => new ImportedAmount(sum.Key, sum.Value))])
        : throw new InvalidOperationException(
            $"{Read} rows read, but {_added} + {_known} + {Rejected} accounted for.");

    public void Add(IReadOnlyList<RowDecision> decisions)
    {
        Read += decisions.Count;
        foreach (var decision in decisions)
        {
            switch (decision)
            {
                case RowDecision.Added: _added++; break;
                case RowDecision.Known: _known++; break;
                case RowDecision.Rejected rejected:
                    Rejected++;
                    if (rejected.IsChanged) _changed++;
                    break;
                default: throw new InvalidOperationException($"Unknown decision {decision}.");
            }
            if (decision.Sum is not { } sum) continue;
            if (sum.Currency is null) _quantity = (_quantity ?? 0) + sum.Quantity;
            else _amounts[sum.Currency] = _amounts.GetValueOrDefault(sum.Currency) + sum.Amount;
        }
    }
}
