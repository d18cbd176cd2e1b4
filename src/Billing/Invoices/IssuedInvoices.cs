namespace PackageBilling.Billing.Invoices;

/// <summary>Finds documents by their numbers, with the events that they are made from.</summary>
internal sealed class IssuedInvoices(NpgsqlDataSource source, IEventLog log, ReadPositions positions)
{
    /// <summary>A document as known now or then.</summary>
    /// <exception cref="ProblemException">There is none with this number.</exception>
    public async Task<(InvoiceRow Row, StoredEvent Stored, long? KnownAt)> Get(
        string number, AsKnownAt? known, CancellationToken ct)
    {
        var position = await positions.Of(known, null, ct);
        var row = await InvoiceRows.Get(source, number, position, ct);
        return (row, await Event(row, ct), position);
    }

    /// <summary>The event that issued a document.</summary>
    public async Task<StoredEvent> Event(InvoiceRow row, CancellationToken ct) =>
        (await log.ReadStream(Streams.Account(row.Summary.CustomerId), row.Version - 1, 1, ct))[0];

    /// <summary>The lines of an invoice that credit notes took back, by their charge ids.</summary>
    public async Task<IReadOnlySet<string>> CreditedLines(string number, long? knownAt, CancellationToken ct)
    {
        var credited = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in await InvoiceRows.Entries(source, number, knownAt, ct))
        {
            if (entry.Kind != InvoiceSummary.CreditNote) continue;
            var note = await InvoiceRows.Get(source, entry.Reference, knownAt, ct);
            credited.UnionWith(((InvoiceIssued)(await Event(note, ct)).Data).Lines.Select(line => line.ChargeId));
        }
        return credited;
    }
}
