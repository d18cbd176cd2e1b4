namespace PackageBilling.Billing.Storage.Calls;

/// <summary>An interval of one assignment whose calls are to be added up.</summary>
/// <param name="AssignmentKey">The assignment's short key, to tell the answers apart.</param>
/// <param name="CustomerId">The customer whose calls they are.</param>
/// <param name="Did">Only this DID's; null for all.</param>
/// <param name="From">The first date, inclusive.</param>
/// <param name="Before">The date after the last one.</param>
internal readonly record struct SpendAsked(
    long AssignmentKey, string CustomerId, string? Did, DateOnly From, DateOnly Before);

/// <summary>What the calls of any intervals came to, as known at a position.</summary>
internal static class IntervalSpend
{
    /// <summary>The sums of those intervals that had calls, by the assignment's key and the date
    /// after the last one.</summary>
    public static async Task<Dictionary<(long AssignmentKey, DateOnly Before), decimal>> Read(
        NpgsqlConnection connection, long position, IReadOnlyCollection<SpendAsked> asked, CancellationToken ct)
    {
        var spent = new Dictionary<(long, DateOnly), decimal>();
        if (asked.Count == 0) return spent;
        await using var command = new NpgsqlCommand($"""
            SELECT a.assignment_key, a.before, s.spend
            FROM unnest($1::bigint[], $2::text[], $3::text[], $4::date[], $5::date[]) AS a (assignment_key, customer_id,
                did, from_date, before)
            CROSS JOIN LATERAL (
                SELECT sum(CASE WHEN a.did IS NULL THEN c.charged
                    ELSE (c.dids ->> {DidPseudonym.Sql})::numeric END) AS spend
                FROM billing.spend c
                WHERE c.customer_id = a.customer_id AND c.position <= $6 AND c.local_date >= a.from_date
                    AND c.local_date < a.before) s
            WHERE s.spend IS NOT NULL
            """, connection);
        command.Parameters.Add(new() { Value = asked.Select(one => one.AssignmentKey).ToArray() });
        command.Parameters.Add(new() { Value = asked.Select(one => one.CustomerId).ToArray() });
        command.Parameters.Add(new() { Value = asked.Select(one => one.Did).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.AddValues(
            asked.Select(one => one.From).ToArray(), asked.Select(one => one.Before).ToArray(), position);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            spent[(reader.GetInt64(0), reader.GetFieldValue<DateOnly>(1))] = reader.GetDecimal(2);
        return spent;
    }
}
