using System.Collections.Frozen;
using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>What rating has to know of one customer, as known at one position.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="TimeZone">The zone that gives local dates.</param>
/// <param name="UsageVersion">The version of the customer's usage stream that the book covers.</param>
internal sealed record RatedCustomer(string CustomerId, string TimeZone, long UsageVersion);

/// <summary>Reads customers, their free minutes and what is used of them from one snapshot of the book.</summary>
/// <param name="snapshot">The snapshot.</param>
/// <param name="packages">Keeps the packages of now.</param>
/// <param name="knownAt">The position up to which facts count; null for all.</param>
internal sealed class MinutesBook(ProjectionSnapshot snapshot, KnownPackages packages, long? knownAt = null)
{
    // Which version of a row is the known one.
    private readonly string _known = knownAt is { } position
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"known_from <= {position} AND known_until > {position}")
        : $"known_until = {BookProjection.Open}";

    /// <summary>The position that the book is read at.</summary>
    public long Position => snapshot.Position;

    /// <summary>Those of some customers that exist.</summary>
    public async Task<Dictionary<string, RatedCustomer>> Customers(IReadOnlyCollection<string> customerIds, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT customer_id, time_zone, coalesce((SELECT max(version) FROM billing.call_events e WHERE e.customer_id = c.customer_id), 0)
            FROM billing.customers c WHERE customer_id = ANY ($1) AND {_known}
            """, snapshot.Connection);
        command.Parameters.Add(new() { Value = customerIds.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new Dictionary<string, RatedCustomer>(customerIds.Count, StringComparer.Ordinal);
        while (await rows.ReadAsync(ct)) found.Add(rows.GetString(0), new(rows.GetString(0), rows.GetString(1), rows.GetInt64(2)));
        return found;
    }

    /// <summary>All assignments of some customers that grant free minutes.</summary>
    public async Task<ILookup<string, MinutesGrant>> Grants(IReadOnlyCollection<string> customerIds, CancellationToken ct)
    {
        var known = knownAt is { } position
            ? (await PackageBooks.Read(snapshot.Connection, position, null, ct)).ToFrozenDictionary(book => book.PackageId, StringComparer.Ordinal)
            : await packages.In(snapshot, ct);
        await using var command = new NpgsqlCommand($"""
            SELECT customer_id, {GrantColumns} FROM billing.assignments
            WHERE customer_id = ANY ($1) AND {_known} AND free_minutes IS NOT NULL
            ORDER BY customer_id, assignment_id
            """, snapshot.Connection);
        command.Parameters.Add(new() { Value = customerIds.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var grants = new List<(string CustomerId, MinutesGrant Grant)>();
        while (await rows.ReadAsync(ct)) grants.Add((rows.GetString(0), Grant(rows, 1, known)));
        return grants.ToLookup(one => one.CustomerId, one => one.Grant, StringComparer.Ordinal);
    }

    /// <summary>Those of some assignments that grant free minutes, in the order of their ids, with the time zones of their customers.</summary>
    public async Task<List<(string TimeZone, MinutesGrant Grant)>> GrantsOf(IReadOnlyCollection<string> assignmentIds, CancellationToken ct)
    {
        var known = await packages.In(snapshot, ct);
        await using var command = new NpgsqlCommand($"""
            SELECT (SELECT c.time_zone FROM billing.customers c WHERE c.customer_id = a.customer_id AND c.known_until = {BookProjection.Open}), {GrantColumns}
            FROM billing.assignments a
            WHERE a.assignment_id = ANY ($1) AND a.known_until = {BookProjection.Open} AND a.free_minutes IS NOT NULL
            ORDER BY a.assignment_id
            """, snapshot.Connection);
        command.Parameters.Add(new() { Value = assignmentIds.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var grants = new List<(string, MinutesGrant)>();
        while (await rows.ReadAsync(ct)) grants.Add((rows.GetString(0), Grant(rows, 1, known)));
        return grants;
    }

    /// <summary>Seconds used of windows, by all calls that the book covers.</summary>
    public async Task<Dictionary<WindowKey, long>> Used(IReadOnlyCollection<WindowKey> windows, CancellationToken ct)
    {
        var used = new Dictionary<WindowKey, long>(windows.Count);
        if (windows.Count == 0) return used;
        await using var command = new NpgsqlCommand("""
            SELECT w.id, w.from_date, u.used_after
            FROM unnest($1::text[], $2::date[]) AS w (id, from_date)
            CROSS JOIN LATERAL (
                SELECT used_after FROM billing.window_uses u
                WHERE u.assignment_id = w.id AND u.window_from = w.from_date ORDER BY u.position DESC LIMIT 1) u
            """, snapshot.Connection);
        command.Parameters.Add(new() { Value = windows.Select(window => window.AssignmentId).ToArray() });
        command.Parameters.Add(new() { Value = windows.Select(window => window.From).ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) used.Add(new(rows.GetString(0), rows.GetFieldValue<DateOnly>(1)), rows.GetInt64(2));
        return used;
    }

    /// <summary>The columns of an assignment that <see cref="Grant"/> reads.</summary>
    public const string GrantColumns = "assignment_id, package_id, did, start_date, end_date, free_minutes";

    /// <summary>An assignment as a grant of free minutes.</summary>
    public static MinutesGrant Grant(NpgsqlDataReader row, int at, FrozenDictionary<string, PackageBook> packages) => new(
        row.GetString(at), packages[row.GetString(at + 1)], row.IsDBNull(at + 2) ? null : row.GetString(at + 2),
        row.GetFieldValue<DateOnly>(at + 3), row.IsDBNull(at + 4) ? null : row.GetFieldValue<DateOnly>(at + 4), row.GetInt32(at + 5) * 60L);
}
