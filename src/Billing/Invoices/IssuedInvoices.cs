namespace PackageBilling.Billing.Invoices;

/// <summary>Finds documents by their numbers, with the events that they are made from.</summary>
internal sealed class IssuedInvoices(
    NpgsqlDataSource source, IEventLog log, ReadPositions positions, AccountHistory history)
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

    /// <summary>The credit notes for an invoice, in the order of the log.</summary>
    public async Task<IReadOnlyList<InvoiceIssued>> Notes(string number, long? knownAt, CancellationToken ct)
    {
        var notes = new List<InvoiceIssued>();
        foreach (var entry in await InvoiceRows.Entries(source, number, knownAt, ct))
            if (entry.Kind == InvoiceSummary.CreditNote)
                notes.Add((InvoiceIssued)(await Event(
                    await InvoiceRows.Get(source, entry.Reference, knownAt, ct), ct)).Data);
        return notes;
    }

    /// <summary>What of an invoice was taken back by now: credit notes, and reversals that come after it.</summary>
    public async Task<TakenBack> TakenBack(InvoiceRow invoice, CancellationToken ct)
    {
        var reversed = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var stored in history.Events(invoice.Summary.CustomerId, invoice.Version, ct))
            if (stored.Data is LineReversed line) reversed.Add(line.Line.Id);
        return new(await Notes(invoice.Summary.Number, null, ct), reversed);
    }
}
