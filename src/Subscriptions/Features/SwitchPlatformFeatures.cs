namespace PackageBilling.Subscriptions;

/// <summary>
/// Switches platform features on for customers whose first assignment with them has begun, and off when the last one is
/// over, by the local date of each customer (domain: "The package"). Run often and by any number of nodes; it appends
/// only what makes a difference. A gap between two assignments that is over before anyone looks is not switched at all.
/// </summary>
internal sealed class SwitchPlatformFeatures(NpgsqlDataSource source, CommandLog log, ReadBarrier barrier)
{
    // Only packages that ever had a feature are looked at, which are few; each assignment's own terms decide then.
    private const string Uses = $"""
        SELECT a.customer_id, r.platform_feature, a.start_date, a.end_date, a.terms, a.pauses
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
            FROM ({Uses}) u
            JOIN subscriptions.customers c ON c.customer_id = u.customer_id
            JOIN unnest($1::text[], $2::date[]) AS t (time_zone, today) ON t.time_zone = c.time_zone
            WHERE u.start_date <= t.today AND (u.end_date IS NULL OR u.end_date >= t.today)
                AND u.pauses @> t.today IS NOT true)
        SELECT DISTINCT coalesce(w.customer_id, f.customer_id)
        FROM wanted w
        FULL JOIN subscriptions.platform_features f ON f.customer_id = w.customer_id
            AND f.platform_feature = w.platform_feature
        WHERE w.customer_id IS NULL OR f.customer_id IS NULL
        """;

    /// <summary>What to switch for a customer, by the feature's code.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="uses">The customer's assignments with features, cancelled ones left out.</param>
    /// <param name="now">What is on.</param>
    /// <param name="today">The customer's local date.</param>
    internal static IReadOnlyList<object> Decide(
        string customerId, IReadOnlyList<FeatureUse> uses, CustomerFeatures now, DateOnly today)
    {
        var codes = uses.Select(use => use.PlatformFeature).Concat(now.EnabledOn.Keys).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        return [.. codes.Select(code => Switch(code)).OfType<object>()];

        object? Switch(string code)
        {
            var begun = uses.Where(use => use.PlatformFeature == code && use.StartDate <= today).ToList();
            var current = begun.Where(use => use.EndDate is null || use.EndDate >= today).ToList();
            if (!now.EnabledOn.TryGetValue(code, out var enabledOn))
                return current.Count == 0
                    ? null : new PlatformFeatureEnabled(customerId, code, current.Min(use => use.StartDate));
            if (current.Count > 0) return null;
            // Without an end since then, the assignment that brought it has been cancelled: it is off from today.
            var off = begun.Max(use => use.EndDate)?.AddDays(1) is { } day && day > enabledOn ? day : today;
            return new PlatformFeatureDisabled(customerId, code, off);
        }
    }

    /// <summary>Looks at all customers once.</summary>
    /// <returns>The number of features that were switched.</returns>
    public async Task<int> Run(CancellationToken ct)
    {
        await barrier.Cover(SubscriptionsProjection.ProjectionName, ct);
        var now = log.Now;
        var zones = await Read("SELECT DISTINCT time_zone FROM subscriptions.customers", row => row.GetString(0), ct);
        var customers = await Read(Differing, row => row.GetString(0), ct,
            zones.ToArray(), zones.Select(zone => TimeZones.LocalDate(zone, now)).ToArray());
        var switched = 0;
        foreach (var customerId in customers.Order(StringComparer.Ordinal))
            switched += await Switch(customerId, now, ct);
        return switched;
    }

    private async Task<int> Switch(string customerId, DateTimeOffset now, CancellationToken ct)
    {
        var zones = await Read("SELECT time_zone FROM subscriptions.customers WHERE customer_id = $1",
            row => row.GetString(0), ct, customerId);
        var uses = await Read($"{Uses} AND a.customer_id = $1",
            row => FeatureUse.Of(row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetFieldValue<DateOnly?>(3),
                AssignmentTerms.Parse(row.GetString(4))), ct, customerId);
        var (features, version) = await log.Load<CustomerFeatures>(
            CustomerFeatures.Stream(customerId), CustomerFeatures.Evolve, ct);
        var facts = Decide(customerId, [.. uses.SelectMany(spans => spans)], features ?? CustomerFeatures.None,
            TimeZones.LocalDate(zones[0], now));
        try
        {
            return await log.Commit(
                facts.Count, ct, new StreamAppend(CustomerFeatures.Stream(customerId), version, facts));
        }
        catch (StreamConflictException)
        {
            // Another node has just done it.
            return 0;
        }
    }

    private async Task<List<T>> Read<T>(
        string sql, Func<NpgsqlDataReader, T> value, CancellationToken ct, params IEnumerable<object> parameters)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await using var rows = await command.ExecuteReaderAsync(ct);
        List<T> found = [];
        while (await rows.ReadAsync(ct)) found.Add(value(rows));
        return found;
    }
}
