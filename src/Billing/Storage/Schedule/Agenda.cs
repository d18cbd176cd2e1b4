namespace PackageBilling.Billing.Storage.Schedule;

/// <summary>What the schedule knows, read in one snapshot.</summary>
/// <param name="FirstStarted">When the scheduler began; null before that.</param>
/// <param name="Zones">The inhabited zones.</param>
/// <param name="OpenRuns">The schedule's own runs under way, in the order in which they were started.</param>
/// <param name="LateFacts">The oldest facts not answered for yet.</param>
/// <param name="Owed">The earliest date owed, with customers that it is owed to; null when none is.</param>
internal sealed record Agenda(
    DateTimeOffset? FirstStarted,
    IReadOnlyList<ZoneRow> Zones,
    IReadOnlyList<OpenRun> OpenRuns,
    IReadOnlyList<LateFact> LateFacts,
    (DateOnly Date, IReadOnlyList<string> CustomerIds)? Owed)
{
    /// <summary>Whether a run that stands still holds all that follow: dates are run in order.</summary>
    public bool IsHeld => OpenRuns.Any(run => run.IsPaused);

    public static async Task<Agenda> Read(ISubscriptions subscriptions, CancellationToken ct)
    {
        await using var snapshot = await subscriptions.Snapshot(ScheduleProjection.ProjectionName, ct);
        var connection = snapshot.Connection;
        var started = await Rows(
            connection, "SELECT at FROM schedule.started LIMIT 1", row => row.GetFieldValue<DateTimeOffset>(0), ct);
        var zones = await Rows(connection,
            "SELECT time_zone, customers, inhabited_since, last_date, last_run_id FROM schedule.zones "
                + "WHERE customers > 0 ORDER BY time_zone",
            row => new ZoneRow(new(row.GetString(0), Date(row, 3), row.GetFieldValue<DateTimeOffset>(2)),
                row.GetInt64(1), row.IsDBNull(4) ? null : row.GetString(4)), ct);
        var open = await Rows(connection,
            "SELECT run_id, paused FROM schedule.open_runs WHERE kind IN ('scheduled', 'billPast') ORDER BY number",
            row => new OpenRun(row.GetString(0), row.GetBoolean(1)), ct);
        var late = await Rows(connection, $"""
            SELECT position, customer_id, recorded_at, start_date, time_zone, last_date, inhabited_since, left_zone,
                left_date, left_since
            FROM schedule.late_facts ORDER BY position LIMIT {AgendaLimits.LateFacts}
            """, Late, ct);
        var owed = await Rows(connection, $"""
            SELECT next_date, customer_id FROM schedule.owed WHERE next_date = (SELECT min(next_date)
                FROM schedule.owed)
            GROUP BY next_date, customer_id ORDER BY customer_id LIMIT {AgendaLimits.CustomersPerRun}
            """, row => (Date: row.GetFieldValue<DateOnly>(0), CustomerId: row.GetString(1)), ct);
        return new(started.Count == 0 ? null : started[0], zones, open, late,
            owed.Count == 0 ? null : (owed[0].Date, [.. owed.Select(one => one.CustomerId)]));
    }

    private static LateFact Late(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), Date(row, 3),
        new(row.GetString(4), Date(row, 5), row.GetFieldValue<DateTimeOffset>(6)),
        row.IsDBNull(7) ? null : new ZoneState(row.GetString(7), Date(row, 8), row.GetFieldValue<DateTimeOffset>(9)));

    private static DateOnly? Date(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);

    private static async Task<List<T>> Rows<T>(
        NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> value, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct)) rows.Add(value(reader));
        return rows;
    }
}

/// <summary>One of the schedule's own runs that has not ended.</summary>
/// <param name="RunId">The run.</param>
/// <param name="IsPaused">Whether somebody made it stand still: then all that follow wait until it is resumed
/// or cancelled.</param>
internal sealed record OpenRun(string RunId, bool IsPaused);

/// <summary>An inhabited zone.</summary>
internal sealed record ZoneRow(ZoneState State, long Customers, string? LastRunId);
