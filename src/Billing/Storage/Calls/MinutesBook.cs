using System.Collections.Frozen;

namespace PackageBilling.Billing.Storage.Calls;

/// <summary>What rating has to know of one customer, as known at one position.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="TimeZone">The zone that gives local dates.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="UsageVersion">The version of the customer's usage stream that the book covers.</param>
internal sealed record RatedCustomer(string CustomerId, string TimeZone, string Currency, long UsageVersion);

/// <summary>Reads customers, their free minutes and what is used of them from one snapshot of the book.</summary>
/// <param name="snapshot">The snapshot.</param>
/// <param name="packages">Keeps the packages of now.</param>
/// <param name="knownAt">The position up to which facts count; null for all.</param>
internal sealed class MinutesBook(ProjectionSnapshot snapshot, KnownPackages packages, long? knownAt = null)
{
    // Which version of a row is the known one.
    private readonly string _known = knownAt is { } position
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"a.known_from <= {position} AND a.known_until > {position}")
        : $"a.known_until = {BookProjection.Open}";

    private readonly KnownTerms _terms = new();

    private static readonly string UsedNow = UsedSql(""), UsedThen = UsedSql("AND u.position <= $4");

    /// <summary>The position that the book is read at.</summary>
    public long Position => snapshot.Position;

    /// <summary>Those of some customers that exist.</summary>
    public async Task<Dictionary<string, RatedCustomer>> Customers(
        IReadOnlyCollection<string> customerIds, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT customer_id, time_zone, currency, coalesce((SELECT max(version) FROM billing.call_events e
                    WHERE e.customer_id = a.customer_id), 0)
            FROM billing.customers a WHERE customer_id = ANY ($1) AND {_known}
            """, snapshot.Connection);
        command.Parameters.Add(new() { Value = customerIds.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new Dictionary<string, RatedCustomer>(customerIds.Count, StringComparer.Ordinal);
        while (await rows.ReadAsync(ct))
            found.Add(rows.GetString(0),
                new(rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetInt64(3)));
        return found;
    }

    /// <summary>All assignments of some customers that grant free minutes.</summary>
    public async Task<ILookup<string, MinutesGrant>> Grants(
        IReadOnlyCollection<string> customerIds, CancellationToken ct)
    {
        var known = knownAt is { } position
            ? (await PackageBooks.Read(snapshot.Connection, position, null, ct))
                .ToFrozenDictionary(book => book.PackageId, StringComparer.Ordinal)
            : await packages.In(snapshot, ct);
        await using var command = new NpgsqlCommand($"""
            SELECT a.customer_id, {AssignmentRows.Of("a")} FROM billing.assignments a
            WHERE a.customer_id = ANY ($1) AND {_known} AND a.grants_minutes
            ORDER BY a.customer_id, a.assignment_id
            """, snapshot.Connection);
        command.Parameters.Add(new() { Value = customerIds.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var grants = new List<(string CustomerId, MinutesGrant Grant)>();
        while (await rows.ReadAsync(ct)) grants.Add((rows.GetString(0), Grant(rows, 1, known, _terms)));
        return grants.ToLookup(one => one.CustomerId, one => one.Grant, StringComparer.Ordinal);
    }

    /// <summary>Those of some assignments that grant free minutes, in the order of their ids,
    /// with the time zones of their customers.</summary>
    public async Task<List<(string TimeZone, MinutesGrant Grant)>> GrantsOf(
        IReadOnlyCollection<string> assignmentIds, CancellationToken ct)
    {
        var known = await packages.In(snapshot, ct);
        await using var command = new NpgsqlCommand($"""
            SELECT (SELECT c.time_zone FROM billing.customers c WHERE c.customer_id = a.customer_id
                AND c.known_until = {BookProjection.Open}), {AssignmentRows.Of("a")}
            FROM billing.assignments a
            WHERE a.assignment_id = ANY ($1) AND a.known_until = {BookProjection.Open} AND a.grants_minutes
            ORDER BY a.assignment_id
            """, snapshot.Connection);
        command.Parameters.Add(new() { Value = assignmentIds.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        var grants = new List<(string, MinutesGrant)>();
        while (await rows.ReadAsync(ct)) grants.Add((rows.GetString(0), Grant(rows, 1, known, _terms)));
        return grants;
    }

    /// <summary>Seconds used of windows, by all calls that the book covers.</summary>
    public async Task<Dictionary<WindowKey, long>> Used(IReadOnlyCollection<WindowKey> windows, CancellationToken ct)
    {
        if (windows.Count == 0) return [];
        await using var command = new NpgsqlCommand(UsedNow, snapshot.Connection);
        return await Used(command, windows, ct);
    }

    /// <summary>Seconds used of windows, by the calls recorded up to a position.</summary>
    public static async Task<Dictionary<WindowKey, long>> UsedAt(
        NpgsqlConnection connection, IReadOnlyCollection<WindowKey> windows, long position, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(UsedThen, connection);
        return await Used(command, windows, ct, position);
    }

    /// <summary>
    /// Seconds used of a window at an instant, by the calls recorded up to a position: of events whose calls all
    /// started by then, and the positions of the events that straddle the instant.
    /// </summary>
    public static async Task<(long Used, IReadOnlyList<long> Straddling)> UsedAt(
        NpgsqlConnection connection, WindowKey window, DateTimeOffset at, long position, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            SELECT coalesce(sum(seconds) FILTER (WHERE last_start <= $3), 0)::bigint,
                array_agg(position) FILTER (WHERE last_start > $3)
            FROM billing.window_uses
            WHERE assignment_id = $1 AND window_from = $2 AND carried_over = $5 AND first_start <= $3 AND position <= $4
            """, connection);
        command.Parameters.AddValues(window.AssignmentId, window.From, at.UtcDateTime, position, window.IsCarriedOver);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct)) return (0, []);
        return (row.GetInt64(0), row.IsDBNull(1) ? [] : row.GetFieldValue<long[]>(1));
    }

    /// <summary>The assignments of some customers that grant free minutes, as known at a position,
    /// in no order.</summary>
    public static async Task<List<(string CustomerId, AssignmentBook Book)>> AssignmentsAt(
        NpgsqlConnection connection, IReadOnlySet<string> customerIds, long position, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT a.customer_id, {AssignmentRows.Of("a")} FROM billing.assignments a
            WHERE a.customer_id = ANY ($1) AND a.known_from <= $2 AND a.known_until > $2 AND a.grants_minutes
            """, connection);
        command.Parameters.AddValues(customerIds.ToArray(), position);
        var (assignments, terms) = (new List<(string, AssignmentBook)>(), new KnownTerms());
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) assignments.Add((row.GetString(0), AssignmentRows.Read(row, 1, terms)));
        return assignments;
    }

    /// <summary>A row of <see cref="AssignmentRows"/> of an assignment that grants free minutes.</summary>
    public static MinutesGrant Grant(
        NpgsqlDataReader row, int first, FrozenDictionary<string, PackageBook> packages, KnownTerms terms)
    {
        var assignment = AssignmentRows.Read(row, first, terms);
        return MinutesGrant.Of(assignment, packages[assignment.PackageId])
            ?? throw new InvalidOperationException($"Assignment {assignment.AssignmentId} grants no free minutes.");
    }

    private static string UsedSql(string condition) => $"""
        SELECT w.id, w.from_date, w.carried_over, u.used_after
        FROM unnest($1::text[], $2::date[], $3::boolean[]) AS w (id, from_date, carried_over)
        CROSS JOIN LATERAL (
            SELECT used_after FROM billing.window_uses u
            WHERE u.assignment_id = w.id AND u.window_from = w.from_date
                AND u.carried_over = w.carried_over {condition}
            ORDER BY u.position DESC LIMIT 1) u
        """;

    private static async Task<Dictionary<WindowKey, long>> Used(
        NpgsqlCommand command, IReadOnlyCollection<WindowKey> windows, CancellationToken ct, long? position = null)
    {
        command.Parameters.AddValues(
            windows.Select(window => window.AssignmentId).ToArray(), windows.Select(window => window.From).ToArray(),
            windows.Select(window => window.IsCarriedOver).ToArray());
        if (position is { } at) command.Parameters.Add(new() { Value = at });
        var used = new Dictionary<WindowKey, long>(windows.Count);
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
            used.Add(new(rows.GetString(0), rows.GetFieldValue<DateOnly>(1), rows.GetBoolean(2)), rows.GetInt64(3));
        return used;
    }
}
