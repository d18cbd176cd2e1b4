namespace PackageBilling.Billing.Storage.Schedule;

/// <summary>
/// Statements for who lives in which zone, and for facts that may have come late. What follows each other in the log
/// goes in together, because imports bring it by the hundred thousand.
/// </summary>
internal sealed class PeopleStatements(NpgsqlBatch batch)
{
    private readonly List<(StoredEvent Stored, CustomerRegistered Fact)> _registered = [];
    private readonly List<(StoredEvent Stored, PackageAssigned Fact)> _assigned = [];

    public void Register(StoredEvent stored, CustomerRegistered fact)
    {
        if (_assigned.Count > 0) Flush();
        _registered.Add((stored, fact));
    }

    /// <summary>An assignment that starts after today everywhere is about no date that was run.</summary>
    public void Assign(StoredEvent stored, PackageAssigned fact)
    {
        if (!fact.BillPast || fact.StartDate > TimeZones.LatestToday(stored.Metadata.RecordedAt)) return;
        _assigned.Add((stored, fact));
    }

    /// <summary>The zone moved to begins to be inhabited, if nobody lived there,
    /// before the move is looked at.</summary>
    public void Move(StoredEvent stored, CustomerTimeZoneChanged fact)
    {
        Flush();
        Inhabit([fact.TimeZone], [1L], [stored.Metadata.RecordedAt.UtcDateTime]);
        batch.Add("""
            INSERT INTO late_facts (position, customer_id, recorded_at, time_zone, last_date, inhabited_since,
                left_zone, left_date, left_since)
            SELECT $1, c.customer_id, $3, z.time_zone, z.last_date, z.inhabited_since, l.time_zone, l.completed_date,
                l.inhabited_since
            FROM customers c JOIN zones l ON l.time_zone = c.time_zone JOIN zones z ON z.time_zone = $4
            WHERE c.customer_id = $2
            """, stored.Position, fact.CustomerId, stored.Metadata.RecordedAt.UtcDateTime, fact.TimeZone);
        batch.Add("""
            UPDATE zones SET customers = customers - 1 WHERE time_zone = (SELECT time_zone FROM customers
                WHERE customer_id = $1)
            """, fact.CustomerId);
        batch.Add("UPDATE customers SET time_zone = $2 WHERE customer_id = $1", fact.CustomerId, fact.TimeZone);
    }

    /// <summary>Writes what was held back to go in together.</summary>
    public void Flush()
    {
        if (_registered.Count > 0)
        {
            batch.Add("INSERT INTO customers (customer_id, time_zone) SELECT * FROM unnest($1::text[], $2::text[])",
                _registered.Select(row => row.Fact.CustomerId).ToArray(),
                _registered.Select(row => row.Fact.TimeZone).ToArray());
            var zones = _registered.GroupBy(row => row.Fact.TimeZone, StringComparer.Ordinal).ToList();
            Inhabit([.. zones.Select(zone => zone.Key)], [.. zones.Select(zone => zone.LongCount())],
                [.. zones.Select(zone => zone.First().Stored.Metadata.RecordedAt.UtcDateTime)]);
            _registered.Clear();
        }
        if (_assigned.Count > 0)
        {
            batch.Add("""
                INSERT INTO late_facts (position, customer_id, recorded_at, start_date, time_zone, last_date,
                    inhabited_since)
                SELECT a.position, c.customer_id, a.recorded_at, a.start_date, z.time_zone, z.last_date,
                    z.inhabited_since
                FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::date[]) AS a (position, customer_id,
                    recorded_at, start_date)
                JOIN customers c ON c.customer_id = a.customer_id JOIN zones z ON z.time_zone = c.time_zone
                """,
                _assigned.Select(row => row.Stored.Position).ToArray(),
                _assigned.Select(row => row.Fact.CustomerId).ToArray(),
                _assigned.Select(row => row.Stored.Metadata.RecordedAt.UtcDateTime).ToArray(),
                _assigned.Select(row => row.Fact.StartDate).ToArray());
            _assigned.Clear();
        }
    }

    private void Inhabit(string[] zones, long[] customers, DateTime[] since) => batch.Add("""
        INSERT INTO zones (time_zone, customers, inhabited_since) SELECT *
        FROM unnest($1::text[], $2::bigint[], $3::timestamptz[])
        ON CONFLICT (time_zone) DO UPDATE SET customers = zones.customers + excluded.customers,
            inhabited_since = CASE WHEN zones.customers = 0 THEN excluded.inhabited_since ELSE zones.inhabited_since END
        """, zones, customers, SqlParameters.Typed(since, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz));
}
