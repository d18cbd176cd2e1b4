namespace PackageBilling.Billing.Invoices;

/// <summary>
/// Gives documents their numbers and appends them with the numbers given, in one transaction: a number is never given
/// twice, and none is lost when it breaks off (I23). Who issues at the same time waits for the others' commits, so
/// numbers follow the order of the log.
/// </summary>
internal sealed class InvoicePoster(
    NpgsqlDataSource source, IEventLog log, CarrierDocuments documents, TimeProvider clock)
{
    /// <summary>Appends what was decided about accounts.</summary>
    /// <param name="decided">For each account its version and what was decided; documents without numbers.</param>
    /// <param name="send">Whether documents are sent by e-mail where the customer has an address.</param>
    /// <param name="metadata">What the events are stored with; the time is set when they are appended.</param>
    /// <param name="ct">Cancels before the commit.</param>
    /// <returns>The customers whose accounts had moved on: nothing of theirs was appended.</returns>
    public async Task<IReadOnlySet<string>> Post(
        IReadOnlyList<DecidedAccount> decided, bool send, EventMetadata metadata, CancellationToken ct)
    {
        var left = new HashSet<string>(StringComparer.Ordinal);
        await using var connection = await source.OpenConnectionAsync(ct);
        while (true)
        {
            var some = decided.Where(one => !left.Contains(one.CustomerId)).ToList();
            if (some.Count == 0) return left;
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var numbers = await InvoiceNumbers.Take(connection, log, ct);
            var facts = some.ConvertAll(one => Numbered(one.Fact, numbers));
            await InvoiceNumbers.EnsureNew(connection, facts.OfType<InvoiceIssued>(), ct);
            var events = some.Zip(facts, (one, fact) => new BulkEvent(
                Streams.Account(one.CustomerId), one.Version, fact.GetType(), EventJson.Write(fact))).ToList();
            if (send) events.AddRange(facts.OfType<InvoiceIssued>().Where(issued => issued.Buyer.Email is not null)
                .Select(Mail));
            if (numbers.Given is { } given)
                events.Add(new(Streams.InvoiceNumbers, numbers.Version, typeof(InvoiceNumbersGiven),
                    EventJson.Write(given)));
            var appended = await log.AppendBulk(
                connection, events, metadata with { RecordedAt = clock.GetUtcNow() }, ct);
            if (appended.Conflicts.Count == 0)
            {
                await transaction.CommitAsync(ct);
                return left;
            }
            // Without those who moved on the numbers are others.
            await transaction.RollbackAsync(ct);
            var moved = some.Where(one => appended.Conflicts.Contains(Streams.Account(one.CustomerId))).ToList();
            if (moved.Count == 0)
                throw new InvalidOperationException(
                    $"{string.Join(", ", appended.Conflicts)} moved on, which nobody else writes to.");
            left.UnionWith(moved.Select(one => one.CustomerId));
        }
    }

    private BulkEvent Mail(InvoiceIssued issued) => new(
        Streams.Invoice(issued.Number), 0, typeof(InvoiceSendAsked), EventJson.Write(new InvoiceSendAsked(
            issued.CustomerId, issued.Number, Ids.New(clock.GetUtcNow()), issued.Buyer.Email!)));

    private object Numbered(object fact, InvoiceNumbers numbers) =>
        fact is InvoiceIssued issued ? documents.Number(issued, numbers) : fact;
}

/// <summary>What was decided about an account.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Version">The version of the account that it was decided at.</param>
/// <param name="Fact">The event.</param>
internal sealed record DecidedAccount(string CustomerId, long Version, object Fact);
