namespace PackageBilling.Billing.Storage.Calls;

/// <summary>
/// What is free now, from one statement: a switch asks before every call. The statement says itself whether the book it
/// has read covers the log, so it needs no snapshot and no barrier; where one statement is not enough,
/// it gives no answer.
/// </summary>
internal sealed class FreeSecondsNow(NpgsqlDataSource source, KnownPackages packages, TimeProvider clock)
{
    // Of each assignment the newest window that was used: mostly it is the one in question,
    // or that has not been used yet.
    private static readonly string Sql = $"""
        SELECT (SELECT coalesce(max(seq_id), 0) <= (SELECT last_seq_id FROM events.mt_event_progression
                WHERE name = '{BookProjection.ProjectionName}') FROM events.mt_events),
            ({KnownPackages.NewestSql}), c.time_zone, u.window_from, u.used_after, {AssignmentRows.Of("a")}
        FROM (SELECT) AS one
        LEFT JOIN billing.customers c ON c.customer_id = $1 AND c.known_until = {BookProjection.OpenSql}
        LEFT JOIN billing.assignments a ON a.customer_id = c.customer_id AND a.known_until = {BookProjection.OpenSql}
            AND a.grants_minutes
        LEFT JOIN LATERAL (
            SELECT w.window_from, w.used_after FROM billing.window_uses w
            WHERE w.assignment_id = a.assignment_id AND w.window_from <= $2 ORDER BY w.window_from DESC, w.position DESC
            LIMIT 1) u ON true
        ORDER BY a.assignment_id
        """;

    private const int Zone = 2, WindowFrom = 3, UsedAfter = 4, Grant = 5;

    /// <summary>What is left for a destination, in the order in which a call would use it;
    /// null when this cannot be told from here.</summary>
    /// <exception cref="ProblemException">There is no such customer.</exception>
    public async Task<List<FreeUse>?> LeftFor(string customerId, string? did, string destination, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = customerId });
        command.Parameters.Add(new() { Value = TimeZones.LatestToday(now) });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var terms = new KnownTerms();
        var (grants, used, date) = (new List<MinutesGrant>(), new Dictionary<WindowKey, long>(), default(DateOnly));
        while (await rows.ReadAsync(ct))
        {
            if (!rows.GetBoolean(0) || packages.At(rows.GetInt64(1)) is not { } known) return null;
            if (rows.IsDBNull(Zone)) throw Problem.NotFound("customerId", "customer", customerId);
            if (rows.IsDBNull(Grant)) return [];
            date = TimeZones.LocalDate(rows.GetString(Zone), now);
            var grant = MinutesBook.Grant(rows, Grant, known, terms);
            // What was carried over from the window before takes more than one row.
            if (grant.Package.HasRollover) return null;
            grants.Add(grant);
            if (grant.WindowOn(date) is not { } window || rows.IsDBNull(WindowFrom)) continue;
            var newest = rows.GetFieldValue<DateOnly>(WindowFrom);
            // Calls of a later date have been recorded already: what this window was used is further back.
            if (newest > window.From) return null;
            if (newest == window.From) used.Add(new(grant.AssignmentId, window.From), rows.GetInt64(UsedAfter));
        }
        return new CallRating(grants, used).LeftFor(did, destination, date);
    }
}
