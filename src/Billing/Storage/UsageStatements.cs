using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Statements for rated calls: where a customer's calls are in the log, what windows of free minutes they used, and what they
/// were charged by date and DID. Rows are per event and not per call, so they stay few; what needs one call reads its event.
/// </summary>
/// <remarks>
/// The database takes it in itself, from what the calls of an event add up to (<see cref="CallTotals"/>). Events of before that was kept
/// have it added up here; a call's line is <see cref="RatedCallText"/>.
/// </remarks>
internal static class UsageStatements
{
    // One pass, which unpacks each event once; of its calls only what is asked for.
    private const string Sql = """
        WITH e AS MATERIALIZED (
            SELECT seq_id AS position, version, "customerId" AS customer, windows, totals, CASE WHEN totals IS NULL THEN data -> 'calls' END AS calls
            FROM events.mt_events, jsonb_to_record(data) AS r ("customerId" text, windows jsonb, totals jsonb)
            WHERE seq_id > $1 AND seq_id <= $2 AND type = $3),
        events AS (
            INSERT INTO call_events (customer_id, version, position, first_date, last_date)
            SELECT customer, version, position,
                coalesce(totals -> 'days' -> 0 ->> 'date', (SELECT min(split_part(line, ' ', 2)) FROM jsonb_array_elements_text(calls) AS c (line)))::date,
                coalesce(totals -> 'days' -> -1 ->> 'date', (SELECT max(split_part(line, ' ', 2)) FROM jsonb_array_elements_text(calls) AS c (line)))::date
            FROM e),
        windows AS (
            INSERT INTO window_uses (assignment_id, window_from, position, seconds, used_after, first_start, last_start)
            SELECT w ->> 'assignmentId', (w ->> 'windowFrom')::date, position, (w ->> 'seconds')::bigint, (w ->> 'usedAfter')::bigint,
                coalesce((totals ->> 'first')::timestamptz, (SELECT min(split_part(line, ' ', 1)::timestamptz) FROM jsonb_array_elements_text(calls) AS c (line))),
                coalesce((totals ->> 'last')::timestamptz, (SELECT max(split_part(line, ' ', 1)::timestamptz) FROM jsonb_array_elements_text(calls) AS c (line)))
            FROM e, jsonb_array_elements(windows) AS u (w))
        INSERT INTO spend (customer_id, local_date, position, charged, dids)
        SELECT customer, (d ->> 'date')::date, position, (d ->> 'charged')::numeric, nullif(d -> 'dids', 'null')
        FROM e, jsonb_array_elements(coalesce(totals -> 'days', (
            SELECT jsonb_agg(jsonb_build_object('date', date, 'charged', charged, 'dids', dids))
            FROM (
                SELECT date, sum(charged) AS charged, jsonb_object_agg(did, charged) FILTER (WHERE did <> '-') AS dids
                FROM (
                    SELECT split_part(line, ' ', 2) AS date, split_part(line, ' ', 8) AS did, sum(split_part(line, ' ', 6)::numeric) AS charged
                    FROM jsonb_array_elements_text(calls) AS c (line) WHERE split_part(line, ' ', 6)::numeric <> 0 GROUP BY 1, 2) by_did
                GROUP BY date) by_date))) AS t (d)
        WHERE (d ->> 'charged')::numeric <> 0
        """;

    /// <summary>Adds what calls there are between the batch's two positions.</summary>
    public static void Add(NpgsqlBatch statements, EventBatch batch, string callsRated)
    {
        if (!batch.MayHave(callsRated)) return;
        statements.BatchCommands.Add(new(Sql) { Parameters = { new() { Value = batch.After }, new() { Value = batch.Through }, new() { Value = callsRated } } });
    }
}
