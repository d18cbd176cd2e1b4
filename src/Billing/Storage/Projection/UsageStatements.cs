namespace PackageBilling.Billing.Storage.Projection;

/// <summary>
/// Statements for rated and corrected calls: where a customer's calls are in the log, what windows of free minutes they
/// used, and what they were charged by date and DID. Rows are per event and not per call, so they stay few; what needs
/// one call reads its event.
/// </summary>
/// <remarks>The database takes it in itself, from what the calls of an event add up
/// to (<see cref="CallTotals"/>).</remarks>
internal static class UsageStatements
{
    // One pass, which unpacks each event once.
    private const string Sql = """
        WITH e AS MATERIALIZED (
            SELECT seq_id AS position, version, "customerId" AS customer, windows, totals, "ratedAt" AS corrected,
                correlation_id AS import_id
            FROM events.mt_events,
                jsonb_to_record(data) AS r ("customerId" text, windows jsonb, totals jsonb, "ratedAt" jsonb)
            WHERE seq_id > $1 AND seq_id <= $2 AND type = ANY ($3)),
        events AS (
            INSERT INTO call_events (customer_id, version, position, first_date, last_date, import_id, corrects)
            SELECT customer, version, position, (totals -> 'days' -> 0 ->> 'date')::date,
                (totals -> 'days' -> -1 ->> 'date')::date, import_id, corrected IS NOT NULL
            FROM e),
        corrections AS (
            INSERT INTO call_corrections (rated_at, position)
            SELECT r.rated_at::bigint, e.position FROM e, jsonb_array_elements_text(e.corrected) AS r (rated_at)
            WHERE e.corrected IS NOT NULL),
        windows AS (
            INSERT INTO window_uses (assignment_id, window_from, carried_over, position, seconds, used_after,
                first_start, last_start)
            SELECT w ->> 'assignmentId', (w ->> 'windowFrom')::date, coalesce((w ->> 'isCarriedOver')::boolean, false),
                position, (w ->> 'seconds')::bigint, (w ->> 'usedAfter')::bigint,
                (totals ->> 'first')::timestamptz, (totals ->> 'last')::timestamptz
            FROM e, jsonb_array_elements(windows) AS u (w))
        INSERT INTO spend (customer_id, local_date, position, charged, dids)
        SELECT customer, (d ->> 'date')::date, position, (d ->> 'charged')::numeric, nullif(d -> 'dids', 'null')
        FROM e, jsonb_array_elements(totals -> 'days') AS t (d)
        WHERE (d ->> 'charged')::numeric <> 0 OR jsonb_typeof(d -> 'dids') = 'object'
        """;

    /// <summary>Adds what calls there are between the batch's two positions.</summary>
    public static void Add(NpgsqlBatch statements, EventBatch batch, string[] types)
    {
        if (!Array.Exists(types, batch.MayHave)) return;
        statements.BatchCommands.Add(new(Sql) { Parameters = { new() { Value = batch.After },
            new() { Value = batch.Through }, new() { Value = types } } });
    }
}
