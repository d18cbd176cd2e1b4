namespace PackageBilling.Subscriptions;

/// <summary>Which customers use which platform features, as the read model has it.</summary>
internal sealed class FeatureUses(NpgsqlDataSource source)
{
    // Only packages that ever had a feature are looked at, which are few; each assignment's own terms decide then.
    private const string Uses = $"""
        SELECT a.customer_id, r.platform_feature, a.assignment_id, a.package_id, a.did, a.start_date, a.end_date,
            a.terms, a.pauses
        FROM subscriptions.assignments a
        CROSS JOIN LATERAL (
            SELECT platform_feature FROM subscriptions.package_revisions
            WHERE package_id = a.package_id AND effective_from <= a.start_date
            {InEffect.NewestFirst}) r
        WHERE a.package_id IN (SELECT package_id FROM subscriptions.package_revisions
            WHERE platform_feature IS NOT NULL)
            AND r.platform_feature IS NOT NULL AND NOT a.cancelled
        """;

    private const string Differing = $"""
        WITH wanted AS (
            SELECT DISTINCT u.customer_id, u.platform_feature
            FROM ({Uses} AND ($3::text[] IS NULL OR a.customer_id = ANY ($3))) u
            JOIN subscriptions.customers c ON c.customer_id = u.customer_id
            JOIN unnest($1::text[], $2::date[]) AS t (time_zone, today) ON t.time_zone = c.time_zone
            WHERE u.start_date <= t.today AND (u.end_date IS NULL OR u.end_date >= t.today)
                AND u.pauses @> t.today IS NOT true),
        known AS (
            SELECT customer_id, platform_feature, wanted = 'enabled' AS is_on, ask_again_at
            FROM subscriptions.platform_features WHERE $3::text[] IS NULL OR customer_id = ANY ($3))
        SELECT DISTINCT coalesce(w.customer_id, k.customer_id) AS customer_id
        FROM wanted w
        FULL JOIN known k ON k.customer_id = w.customer_id AND k.platform_feature = w.platform_feature
        WHERE (w.customer_id IS NOT NULL) <> coalesce(k.is_on, false) OR k.ask_again_at <= $4
        ORDER BY 1
        """;

    /// <summary>The customers for whom something is to be asked, in the order of their ids.</summary>
    /// <param name="customerIds">Those that are looked at; null for all.</param>
    /// <param name="now">The time.</param>
    /// <param name="ct">Gives up.</param>
    public Task<List<string>> Due(
        IReadOnlyCollection<string>? customerIds, DateTimeOffset now, CancellationToken ct) =>
        Customers(customerIds, now, now, ct);

    /// <summary>Whether what a customer uses today and what was asked for still differ.</summary>
    public async Task<bool> Differ(string customerId, DateTimeOffset now, CancellationToken ct) =>
        (await Customers([customerId], now, null, ct)).Count > 0;

    /// <summary>When the next request is to be made again; null when none is.</summary>
    public async Task<DateTimeOffset?> NextDue(CancellationToken ct)
    {
        var next = await Read("SELECT min(ask_again_at) FROM subscriptions.platform_features",
            row => row.GetFieldValue<DateTimeOffset?>(0), ct);
        return next[0];
    }

    /// <summary>A customer's time zone, and what it uses.</summary>
    public async Task<(string TimeZone, IReadOnlyList<FeatureUse> Uses)> Of(
        string customerId, DateTimeOffset now, CancellationToken ct)
    {
        var zone = (await Read("SELECT time_zone FROM subscriptions.customers WHERE customer_id = $1",
            row => row.GetString(0), ct, customerId))[0];
        var today = TimeZones.LocalDate(zone, now);
        var uses = await Read($"{Uses} AND a.customer_id = $1", row => Spans(row, today), ct, customerId);
        return (zone, [.. uses.SelectMany(spans => spans)]);
    }

    private static IReadOnlyList<FeatureUse> Spans(NpgsqlDataReader row, DateOnly today)
    {
        var terms = AssignmentTerms.Parse(row.GetString(7));
        return FeatureUse.Spans(row.GetString(1), new(
            row.GetString(2), row.GetString(3), terms.On(today).Quantity ?? 1,
            row.IsDBNull(4) ? null : row.GetString(4), row.GetFieldValue<DateOnly>(5),
            row.GetFieldValue<DateOnly?>(6)), terms);
    }

    private async Task<List<string>> Customers(
        IReadOnlyCollection<string>? customerIds, DateTimeOffset now, DateTimeOffset? askAgain, CancellationToken ct)
    {
        var zones = customerIds is null
            ? await Read("SELECT DISTINCT time_zone FROM subscriptions.customers WHERE EXISTS (SELECT FROM "
                + "subscriptions.package_revisions WHERE platform_feature IS NOT NULL)", row => row.GetString(0), ct)
            : await Read("SELECT DISTINCT time_zone FROM subscriptions.customers WHERE customer_id = ANY ($1)",
                row => row.GetString(0), ct, Ids());
        if (zones.Count == 0) return [];
        return await Read(Differing, row => row.GetString(0), ct,
            zones.ToArray(), zones.Select(zone => TimeZones.LocalDate(zone, now)).ToArray(), Ids(),
            SqlParameters.Typed(askAgain?.UtcDateTime, NpgsqlDbType.TimestampTz));

        NpgsqlParameter Ids() =>
            SqlParameters.Typed(customerIds?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
    }

    private async Task<List<T>> Read<T>(
        string sql, Func<NpgsqlDataReader, T> value, CancellationToken ct, params object[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddValues(parameters);
        await using var rows = await command.ExecuteReaderAsync(ct);
        List<T> found = [];
        while (await rows.ReadAsync(ct)) found.Add(value(rows));
        return found;
    }
}
