using System.Text.Json;
using PackageBilling.Auditing;
using PackageBilling.Auditing.Seals;
using PackageBilling.Subscriptions;

namespace PackageBilling.Host;

/// <summary>
/// Writes down what each webhook is to be told, in the order of the log and in the transaction of the checkpoint: each
/// event once for each webhook that was there before it, whoever dies when. Sending is another matter.
/// </summary>
internal sealed class WriteDeliveries(IServiceProvider services, TimeProvider clock) : ISubscription
{
    public string Name => "webhooks";

    public IReadOnlyCollection<Type> EventTypes { get; } =
    [
        typeof(CreditExhausted), typeof(CreditRestored), typeof(CreditLow),
        .. SubscriptionsModule.PlatformFeatures,
        typeof(ChargeRunStarted), typeof(ChargeRunCompleted), typeof(ChargeRunFailed),
        typeof(ChargeRunCancelled), typeof(RunSealed), typeof(InvoiceIssued), typeof(InvoiceOverdue),
        typeof(PaymentReceived),
    ];

    public async Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        if (batch.Events.Count == 0) return;
        var runs = await Runs(batch, connection, ct);
        var webhooks = await Webhooks(connection, ct);
        var heads = await Heads(batch, webhooks.Count > 0, ct);
        var deliveries = new List<Delivery>();
        foreach (var stored in batch.Events)
            foreach (var told in webhooks.Count == 0 ? [] : WebhookEvents.Of(stored, runs, heads))
                foreach (var webhook in webhooks)
                    if (webhook.Events.Contains(told.Event) && stored.Position > webhook.After)
                        deliveries.Add(Delivery.Of(webhook.Id, stored, told));
        if (deliveries.Count > 0) await Write(deliveries, connection, ct);
    }

    // A run is sealed after it is complete, so what is told of its end has the head of what was sealed before.
    private async Task<ToldHeads> Heads(EventBatch batch, bool areWanted, CancellationToken ct)
    {
        var hasCompleted = batch.Events.Any(stored => stored.Data is ChargeRunCompleted);
        var (head, signature) = areWanted && hasCompleted ? await AuditingModule.Head(services, ct) : default;
        return new(new(head, signature), run =>
        {
            var (end, signed) = AuditingModule.HeadOf(services, run);
            return new(end, signed);
        });
    }

    private sealed record Webhook(string Id, string[] Events, long After);

    private sealed record Delivery(
        string WebhookId, string Id, string Event, string CustomerId, long Position, string Body)
    {
        public static Delivery Of(string webhookId, StoredEvent stored, Told told)
        {
            var id = FormattableString.Invariant($"{webhookId}-{stored.Position}-{told.Event}");
            var body = JsonSerializer.Serialize(
                new Sent(id, webhookId, told.Event, stored.Metadata.RecordedAt, stored.Position, told.CustomerId,
                    told.Data), HttpJson.Options);
            return new(webhookId, id, told.Event, told.CustomerId ?? "", stored.Position, body);
        }
    }

    /// <summary>The body that is sent and signed.</summary>
    private sealed record Sent(string DeliveryId, string WebhookId, string Event, DateTimeOffset OccurredAt,
        long Position, string? CustomerId, object Data);

    /// <summary>The runs that these events speak of. Those that end are forgotten.</summary>
    private static async Task<Dictionary<string, OpenRun>> Runs(
        EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        var runs = batch.Events.Select(stored => stored.Data).OfType<ChargeRunStarted>()
            .ToDictionary(run => run.RunId, run => new OpenRun(run.RunId, WebhookEvents.KindText(run.Kind), run.Date),
                StringComparer.Ordinal);
        var ended = batch.Events.Select(stored => (stored.Data as ChargeRunCompleted)?.RunId
            ?? (stored.Data as ChargeRunFailed)?.RunId ?? (stored.Data as ChargeRunCancelled)?.RunId)
            .OfType<string>().ToArray();
        if (ended.Length > 0)
        {
            await using var forget = new NpgsqlCommand(
                "DELETE FROM webhooks.open_runs WHERE run_id = ANY ($1) RETURNING run_id, kind, date", connection)
            { Parameters = { new() { Value = ended } } };
            await using var row = await forget.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
                runs[row.GetString(0)] = new(row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2));
        }
        var open = batch.Events.Select(stored => stored.Data).OfType<ChargeRunStarted>()
            .Where(run => !ended.Contains(run.RunId)).ToList();
        if (open.Count > 0)
        {
            await using var keep = new NpgsqlCommand("INSERT INTO webhooks.open_runs (run_id, kind, date) SELECT * "
                + "FROM unnest($1::text[], $2::text[], $3::date[])", connection)
            {
                Parameters =
                {
                    new() { Value = open.Select(run => run.RunId).ToArray() },
                    new() { Value = open.Select(run => WebhookEvents.KindText(run.Kind)).ToArray() },
                    new() { Value = open.Select(run => run.Date).ToArray() },
                },
            };
            await keep.ExecuteNonQueryAsync(ct);
        }
        return runs;
    }

    // The lock keeps a webhook from being deleted between this and what is written for it.
    private static async Task<List<Webhook>> Webhooks(NpgsqlConnection connection, CancellationToken ct)
    {
        var webhooks = new List<Webhook>();
        await using var command = new NpgsqlCommand("SELECT webhook_id, events, after_position FROM webhooks.webhooks "
            + "ORDER BY webhook_id FOR KEY SHARE", connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            webhooks.Add(new(row.GetString(0), row.GetFieldValue<string[]>(1), row.GetInt64(2)));
        return webhooks;
    }

    // A queue is locked even when it is there: a sender that has just found it empty looks again before it removes it.
    private async Task Write(List<Delivery> deliveries, NpgsqlConnection connection, CancellationToken ct)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("""
                    INSERT INTO webhooks.queues (webhook_id, customer_id, next_at)
                    SELECT DISTINCT w, c, $3::timestamptz FROM unnest($1::text[], $2::text[]) AS d (w, c) ORDER BY w, c
                    ON CONFLICT (webhook_id, customer_id) DO UPDATE SET next_at = queues.next_at
                    """)
                {
                    Parameters =
                    {
                        new() { Value = deliveries.Select(delivery => delivery.WebhookId).ToArray() },
                        new() { Value = deliveries.Select(delivery => delivery.CustomerId).ToArray() },
                        new() { Value = now },
                    },
                },
                new($"""
                    INSERT INTO webhooks.deliveries (webhook_id, delivery_id, event, customer_id, position, body, state,
                        created, since)
                    SELECT w, i, e, c, p, b, '{WebhookTables.Waiting}', $7::timestamptz, $7::timestamptz
                    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[],
                        $6::text[]) WITH ORDINALITY AS d (w, i, e, c, p, b, n) ORDER BY n
                    """)
                {
                    Parameters =
                    {
                        new() { Value = deliveries.Select(delivery => delivery.WebhookId).ToArray() },
                        new() { Value = deliveries.Select(delivery => delivery.Id).ToArray() },
                        new() { Value = deliveries.Select(delivery => delivery.Event).ToArray() },
                        new() { Value = deliveries.Select(delivery => delivery.CustomerId).ToArray() },
                        new() { Value = deliveries.Select(delivery => delivery.Position).ToArray() },
                        new() { Value = deliveries.Select(delivery => delivery.Body).ToArray() },
                        new() { Value = now },
                    },
                },
                new($"SELECT pg_notify('{WebhookTables.Channel}', '')"),
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }
}
