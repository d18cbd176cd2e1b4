namespace PackageBilling.Billing.Usage.Corrections;

/// <summary>Adds up what a correction changes, customer by customer, for its report.</summary>
internal sealed class CorrectionSums(CallCorrectionKind kind, string? correctionId)
{
    private readonly SortedDictionary<string, CorrectedCurrency> _byCurrency = new(StringComparer.Ordinal);
    private readonly List<CorrectedCustomer> _customers = [];
    private readonly List<CorrectedPackage> _packages = [];
    private readonly List<CallChange> _changes = [];
    private long _calls, _changed, _erased, _position;

    /// <summary>Adds a customer.</summary>
    public void Add(CustomerCorrection customer)
    {
        var draft = customer.Draft;
        _calls += draft.Calls;
        _changed += draft.ChangedCount;
        _erased += draft.Erased;
        _position = Math.Max(_position, draft.DecidedAt);
        if (draft.ChangedCount == 0) return;
        var sum = new CorrectedCustomer(draft.CustomerId, customer.Currency, draft.ChangedCount, 0, 0, 0, 0);
        foreach (var (call, _) in draft.Changed)
        {
            var change = new CallChange(
                call.CallId, draft.CustomerId, call.StartedAt, call.LocalDate, call.Before.FreeSeconds,
                call.After?.FreeSeconds ?? 0, call.Before.Charged, call.After?.Charged ?? 0);
            sum = sum with
            {
                FreeSecondsBefore = sum.FreeSecondsBefore + change.FreeSecondsBefore,
                FreeSecondsAfter = sum.FreeSecondsAfter + change.FreeSecondsAfter,
                ChargedBefore = sum.ChargedBefore + change.ChargedBefore,
                ChargedAfter = sum.ChargedAfter + change.ChargedAfter,
            };
            if (_changes.Count < CorrectionLimits.Named) _changes.Add(change);
        }
        var currency = _byCurrency.GetValueOrDefault(customer.Currency) ?? new(customer.Currency, 0, 0, 0);
        _byCurrency[customer.Currency] = new(
            customer.Currency, currency.Changed + sum.Changed, currency.ChargedBefore + sum.ChargedBefore,
            currency.ChargedAfter + sum.ChargedAfter);
        if (_customers.Count < CorrectionLimits.Named) _customers.Add(sum);
        _packages.AddRange(customer.Packages.Take(CorrectionLimits.Named - _packages.Count));
    }

    /// <summary>The report.</summary>
    public CallCorrectionReport Report() => new(
        correctionId, kind, correctionId is null, _position, _calls, _changed, _erased, [.. _byCurrency.Values],
        _customers, _packages, _changes);
}
