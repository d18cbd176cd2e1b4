namespace PackageBilling.Billing.Storage.Schedule;

/// <summary>Has a connection told when the schedule's tables change.</summary>
internal static class ScheduleSignal
{
    /// <summary>The channel.</summary>
    private const string Channel = "schedule_changed";

    /// <summary>What tells everybody that there may be something to do.</summary>
    public const string Send = $"SELECT pg_notify('{Channel}', '')";

    public static Task Listen(NpgsqlConnection connection, CancellationToken ct) =>
        Execute(connection, $"LISTEN {Channel}", ct);

    /// <summary>Ends it. A pool puts a connection away as it is and clears it only when it is used again.</summary>
    public static async Task Leave(NpgsqlConnection connection)
    {
        if (connection.State == System.Data.ConnectionState.Open)
            await Execute(connection, "UNLISTEN *", CancellationToken.None);
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
