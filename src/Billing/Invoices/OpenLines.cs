namespace PackageBilling.Billing.Invoices;

/// <summary>
/// The lines of an account that no invoice has, folded from its stream, from the beginning or from a version before
/// which no accrued line is open (domain: "Credit", accrued; "Invoices", closing).
/// </summary>
internal sealed class OpenLines
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<OpenLine?> _lines = [];

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

    /// <summary>The lowest version that has an accrued line which stays open when those up to a date are
    /// invoiced.</summary>
    public long? SinceAfter(DateOnly date)
    {
        foreach (var open in _lines)
            if (open is { IsAccrued: true } && open.Value.Line.Date > date) return open.Value.Version;
        return null;
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
                if (!Remove(reversed.Line.Id)) Add(OpenLine.Reversal(version, reversed));
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

    private bool Remove(string chargeId)
    {
        if (!_places.Remove(chargeId, out var place)) return false;
        _lines[place] = null;
        return true;
    }
}
