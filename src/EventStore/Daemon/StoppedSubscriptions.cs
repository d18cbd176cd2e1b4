namespace PackageBilling.EventStore;

/// <summary>
/// The subscriptions that stand still because an event cannot be handled, for all nodes to see.
/// Each is retried automatically, at growing intervals; an operator can have it tried at once.
/// </summary>
internal sealed class StoppedSubscriptions(NpgsqlDataSource source) : IDeadLetters
{
    private const string Prefix = "subscription-";

    public async Task<IReadOnlyList<DeadLetter>> All(CancellationToken ct)
    {
        var stopped = new List<DeadLetter>();
        await using var command = source.CreateCommand(
            "SELECT name, position, error, since, attempts FROM product.stopped_subscriptions ORDER BY since, name");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            stopped.Add(new(
                Prefix + reader.GetString(0), $"{reader.GetString(0)} stands still after position {reader.GetInt64(1)}",
                reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt32(4)));
        return stopped;
    }

    public async Task<bool> SendAgain(string id, CancellationToken ct)
    {
        if ((await All(ct)).All(stopped => stopped.Id != id)) return false;
        await using var command = source.CreateCommand(LogHead.NotifyTryAgain);
        await command.ExecuteNonQueryAsync(ct);
        return true;
    }

    /// <summary>Records that it failed. An earlier failure at the same position is the same one.</summary>
    public async Task Record(string name, long position, string error, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            INSERT INTO product.stopped_subscriptions AS s (name, position, error) VALUES ($1, $2, $3)
            ON CONFLICT (name) DO UPDATE SET position = excluded.position, error = excluded.error,
                attempts = CASE WHEN s.position = excluded.position THEN s.attempts + 1 ELSE 1 END,
                since = CASE WHEN s.position = excluded.position THEN s.since ELSE excluded.since END
            """);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = position });
        command.Parameters.Add(new() { Value = error });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>It goes on.</summary>
    public async Task Clear(string name, CancellationToken ct)
    {
        await using var command = source.CreateCommand("DELETE FROM product.stopped_subscriptions WHERE name = $1");
        command.Parameters.Add(new() { Value = name });
        await command.ExecuteNonQueryAsync(ct);
    }
}
