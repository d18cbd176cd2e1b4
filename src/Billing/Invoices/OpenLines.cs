namespace PackageBilling.Billing.Invoices;

/// <summary>
/// The lines of an account that no invoice has, folded from its stream, from the beginning or from a version before
/// which no accrued line is open (domain: "Credit", accrued; "Invoices", closing).
/// </summary>
internal sealed class OpenLines
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<OpenLine?> _lines = [];

    // The versions at which accrued lines that no invoice had were posted and reversed, in the order of reversal.
    private readonly List<(long Posted, long Reversed)> _gone = [];

    /// <summary>The version of the stream that was taken last; 0 for none.</summary>
    public long Version { get; private set; }

    /// <summary>The credit after it.</summary>
    public decimal Credit { get; private set; }

    /// <summary>The lines of an account's events, in order.</summary>
    public static OpenLines Of(IEnumerable<StoredEvent> events)
    {
        var lines = new OpenLines();
        foreach (var stored in events) lines.Take(stored.Data, stored.Version);
        return lines;
    }

    /// <summary>The lines up to a date, in the order in which they were posted.</summary>
    /// <param name="date">The last business date.</param>
    /// <param name="include">Which lines.</param>
    public List<InvoiceLine> Through(DateOnly date, ClosingInclude include) =>
        [.. _lines.OfType<OpenLine>().Where(open => IsMeant(open, date, include)).Select(open => open.Line)];

    /// <summary>The version from which the stream has to be read to find the accrued lines that stay open when those up
    /// to a date are invoiced; null when none does.</summary>
    public long? SinceAfter(DateOnly date)
    {
        var left = _lines.Find(open => open is { IsAccrued: true } && open.Value.Line.Date > date);
        if (left is not { Version: var since }) return null;
        // Who finds a reversal but not its line takes the line for invoiced. The newest lines first: what they lead to
        // may lie between the others and their reversals.
        foreach (var (posted, reversed) in _gone.OrderByDescending(gone => gone.Posted))
            if (posted < since && reversed >= since) since = posted;
        return since;
    }

    /// <summary>Takes the next event of the account.</summary>
    public void Take(object fact, long version)
    {
        (Version, Credit) = (version, Account.CreditAfter(fact));
        switch (fact)
        {
            case ChargesPosted charges:
                foreach (var line in charges.Lines) Add(OpenLine.Of(version, line.Id, charges.Date, line));
                break;
            case LineReversed reversed:
                // A line that is on no invoice is simply gone; one that is has to be made good on a later one.
                if (Remove(reversed.Line.Id) is not { } gone) Add(OpenLine.Reversal(version, reversed));
                else if (gone.IsAccrued) _gone.Add((gone.Version, version));
                break;
            case ChargesRestated restated:
                foreach (var line in restated.Lines) Add(OpenLine.Of(version, line.Id, line.Date, line.Line));
                break;
            case AccruedInvoiced invoiced:
                foreach (var id in invoiced.ChargeId) Remove(id);
                break;
            case InvoiceIssued { RefersTo: null } issued:
                foreach (var line in issued.Lines) Remove(line.ChargeId);
                break;
            case InvoiceIssued { Rebill: true } credited:
                foreach (var line in credited.Lines)
                    Add(new(version, line with { UnitPrice = -line.UnitPrice, Amount = -line.Amount }));
                break;
        }
    }

    private static bool IsMeant(OpenLine open, DateOnly date, ClosingInclude include) =>
        open.Line.Date <= date && (open.IsAccrued || include == ClosingInclude.All);

    private void Add(OpenLine line)
    {
        _places.Add(line.Line.ChargeId, _lines.Count);
        _lines.Add(line);
    }

    private OpenLine? Remove(string chargeId)
    {
        if (!_places.Remove(chargeId, out var place)) return null;
        var open = _lines[place];
        _lines[place] = null;
        return open;
    }
}
