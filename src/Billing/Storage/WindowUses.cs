namespace PackageBilling.Billing;

/// <summary>What calls used of windows of free minutes.</summary>
internal static class WindowUses
{
    /// <summary>Seconds used by all calls that were known at a position; a window that nothing was used of is left out.</summary>
    public static async Task<Dictionary<WindowKey, long>> Read(
        NpgsqlConnection connection, long position, IReadOnlyCollection<WindowKey> windows, CancellationToken ct)
    {
        var used = new Dictionary<WindowKey, long>(windows.Count);
        if (windows.Count == 0) return used;
        await using var command = new NpgsqlCommand("""
            SELECT w.id, w.from_date, w.carried_over, u.used_after
            FROM unnest($1::text[], $2::date[], $3::boolean[]) AS w (id, from_date, carried_over)
            CROSS JOIN LATERAL (
                SELECT used_after FROM billing.window_uses u
                WHERE u.assignment_id = w.id AND u.window_from = w.from_date AND u.carried_over = w.carried_over AND u.position <= $4
                ORDER BY u.position DESC LIMIT 1) u
            """, connection);
        command.Parameters.AddValues(
            (object)windows.Select(window => window.AssignmentId).ToArray(), windows.Select(window => window.From).ToArray(),
            windows.Select(window => window.IsCarriedOver).ToArray(), position);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            used.Add(new(rows.GetString(0), rows.GetFieldValue<DateOnly>(1), rows.GetBoolean(2)), rows.GetInt64(3));
        return used;
    }
}
