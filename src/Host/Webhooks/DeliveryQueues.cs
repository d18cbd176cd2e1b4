namespace PackageBilling.Host;

/// <summary>A delivery that this node has leased.</summary>
internal sealed record LeasedDelivery(
    string Lease, string WebhookId, string CustomerId, long Number, string DeliveryId, string Event, string Body,
    int Attempts, DateTimeOffset Since, string Url, byte[] Secret);

/// <summary>What came of an attempt.</summary>
/// <param name="Status">The receiver's HTTP status; null when there was no answer.</param>
/// <param name="Error">Why it failed; null when the receiver has it.</param>
/// <param name="Response">The beginning of the answer.</param>
/// <param name="IsFinal">Whether trying again by itself is in vain.</param>
internal sealed record Attempt(int? Status, string? Error, string? Response, bool IsFinal = false)
{
    /// <summary>Nothing was sent, since it would have gone where nothing may be sent to.</summary>
    public static Attempt Refused(string why) => new(null, $"not sent: {why}", null, IsFinal: true);
}

/// <summary>Leases deliveries and writes down what came of them, in short transactions:
/// none is open while a receiver is waited for.</summary>
internal sealed class DeliveryQueues(NpgsqlDataSource source)
{
    private const string IsFree = "(leased_until IS NULL OR leased_until < $1)";

    /// <summary>The webhooks that have something to be told now.</summary>
    public async Task<List<string>> Due(DateTimeOffset now, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT webhook_id FROM webhooks.webhooks w
            WHERE EXISTS (SELECT 1 FROM webhooks.queues q WHERE q.webhook_id = w.webhook_id AND q.next_at <= $1
                AND {IsFree})
            """);
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        var webhooks = new List<string>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) webhooks.Add(row.GetString(0));
        return webhooks;
    }

    /// <summary>When the next attempt is due; null when nothing waits.</summary>
    public async Task<DateTimeOffset?> NextDue(DateTimeOffset now, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"SELECT min(next_at) FROM webhooks.queues WHERE next_at > $1 AND {IsFree}");
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        return await command.ExecuteScalarAsync(ct) is DateTime next ? new DateTimeOffset(next, TimeSpan.Zero) : null;
    }

    /// <summary>Leases up to so many queues of a webhook and gives the first delivery of each.</summary>
    public async Task<List<LeasedDelivery>> Lease(
        string webhookId, int max, string lease, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            WITH free AS MATERIALIZED (
                SELECT webhook_id, customer_id FROM webhooks.queues
                WHERE webhook_id = $2 AND next_at <= $1 AND {IsFree} ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED),
            leased AS (
                UPDATE webhooks.queues q SET lease = $4, leased_until = $5 FROM free
                WHERE q.webhook_id = free.webhook_id AND q.customer_id = free.customer_id
                RETURNING q.webhook_id, q.customer_id)
            SELECT l.webhook_id, l.customer_id, d.number, d.delivery_id, d.event, d.body, d.attempts, d.since, w.url,
                w.secret
            FROM leased l JOIN webhooks.webhooks w ON w.webhook_id = l.webhook_id
            LEFT JOIN LATERAL (
                SELECT * FROM webhooks.deliveries d
                WHERE d.webhook_id = l.webhook_id AND d.customer_id = l.customer_id
                    AND d.state = '{WebhookTables.Waiting}' ORDER BY d.number LIMIT 1) d ON true
            """);
        command.Parameters.AddValues(now.UtcDateTime, webhookId, max, lease, (now + WebhookLimits.Lease).UtcDateTime);
        var leased = new List<LeasedDelivery>();
        var empty = new List<string>();
        await using (var row = await command.ExecuteReaderAsync(ct))
            while (await row.ReadAsync(ct))
                if (row.IsDBNull(2)) empty.Add(row.GetString(1));
                else leased.Add(new(lease, row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3),
                    row.GetString(4), row.GetString(5),
                    row.GetInt32(6), row.GetFieldValue<DateTimeOffset>(7), row.GetString(8),
                    row.GetFieldValue<byte[]>(9)));
        foreach (var customerId in empty) await End(webhookId, customerId, lease, null, now, ct);
        return leased;
    }

    /// <summary>Writes down an attempt and gives the queue back. Nothing is written when the lease has passed
    /// to another node.</summary>
    public Task End(
        LeasedDelivery delivery, Attempt attempt, DateTimeOffset? retryAt, DateTimeOffset now, CancellationToken ct)
    {
        var state = attempt.Error is null
            ? WebhookTables.Delivered : retryAt is null ? WebhookTables.Failed : WebhookTables.Waiting;
        var record = new NpgsqlBatchCommand($"""
            UPDATE webhooks.deliveries SET state = $2, attempts = attempts + 1, attempted = $3, status = $4, error = $5,
                response = $6,
                delivered = CASE WHEN $2 = '{WebhookTables.Delivered}' THEN $3 END
            WHERE number = $1
            """)
        {
            Parameters =
            {
                new() { Value = delivery.Number }, new() { Value = state }, new() { Value = now.UtcDateTime },
                new() { Value = attempt.Status ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
                Text(attempt.Error), Text(attempt.Response),
            },
        };
        return End(delivery.WebhookId, delivery.CustomerId, delivery.Lease, record, retryAt ?? now, ct);
    }

    /// <summary>Gives a queue back without an attempt.</summary>
    public Task GiveBack(LeasedDelivery delivery, DateTimeOffset now, CancellationToken ct) =>
        End(delivery.WebhookId, delivery.CustomerId, delivery.Lease, null, now, ct);

    private async Task End(string webhookId, string customerId, string lease, NpgsqlBatchCommand? record,
        DateTimeOffset nextAt, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var own = new NpgsqlCommand("SELECT 1 FROM webhooks.queues WHERE webhook_id = $1 "
            + "AND customer_id = $2 AND lease = $3 FOR UPDATE", connection)
        { Parameters = { new() { Value = webhookId }, new() { Value = customerId }, new() { Value = lease } } };
        if (await own.ExecuteScalarAsync(ct) is null) return;
        await using var batch = new NpgsqlBatch(connection);
        if (record is not null) batch.BatchCommands.Add(record);

        // In statements of their own, so that they see what was written for the queue while its lock was waited for.
        batch.BatchCommands.Add(new("UPDATE webhooks.queues SET next_at = $3, lease = NULL, leased_until = NULL "
            + "WHERE webhook_id = $1 AND customer_id = $2")
        {
            Parameters = { new() { Value = webhookId }, new() { Value = customerId },
                new() { Value = nextAt.UtcDateTime } }
        });
        batch.BatchCommands.Add(new($"""
            DELETE FROM webhooks.queues q WHERE q.webhook_id = $1 AND q.customer_id = $2 AND NOT EXISTS (
                SELECT 1 FROM webhooks.deliveries d WHERE d.webhook_id = $1 AND d.customer_id = $2
                    AND d.state = '{WebhookTables.Waiting}')
            """)
        { Parameters = { new() { Value = webhookId }, new() { Value = customerId } } });
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
