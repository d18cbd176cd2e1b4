using System.Collections.Frozen;
using System.Text;

namespace PackageBilling.Billing.Simulations.WhatIfs;

/// <summary>A hypothetical call and what it would be charged after free minutes.</summary>
internal sealed record HypotheticalCall(string CustomerId, string? Did, DateOnly LocalDate, int FreeSeconds, decimal Charged);

/// <summary>
/// Rates hypothetical calls as if they were recorded next: by the packages, assignments and zones known at a position with the
/// other hypothetical facts laid over them, on top of what is used by then.
/// </summary>
internal static class HypotheticalCalls
{
    public static async Task<IReadOnlyList<HypotheticalCall>> Rate(
        NpgsqlConnection connection, long position, IReadOnlyList<WhatIfCall> asked, Hypothesis hypothesis, CancellationToken ct)
    {
        var customerIds = asked.Select(call => call.CustomerId!).ToHashSet(StringComparer.Ordinal);
        var zones = await Zones(connection, position, customerIds, ct);
        var packages = (await PackageBooks.Read(connection, position, hypothesis, ct)).ToFrozenDictionary(package => package.PackageId, StringComparer.Ordinal);
        var calls = asked.Select((call, i) => zones.TryGetValue(call.CustomerId!, out var zone) ? Dated(call, i, zone)
            : throw Problem.Rule($"whatIf.calls[{i}].customerId", $"there is no customer {call.CustomerId}")).ToList();
        var grants = await Grants(connection, position, customerIds, packages, hypothesis, ct);
        var windows = calls.SelectMany(call => CallRating.WindowsOn(grants[call.Call.CustomerId], call.LocalDate)).ToHashSet();
        var used = await Used(connection, position, windows, ct);
        var ratings = customerIds.ToDictionary(id => id, id => new CallRating([.. grants[id]], used), StringComparer.Ordinal);
        return calls.ConvertAll(one =>
        {
            var answer = ratings[one.Call.CustomerId].Rate(one.Call, one.Call.Did, one.LocalDate);
            return new HypotheticalCall(one.Call.CustomerId, one.Call.Did, one.LocalDate, answer.FreeSeconds, answer.Charged);
        });
    }

    private static (Call Call, DateOnly LocalDate) Dated(WhatIfCall call, int index, string zone)
    {
        var started = Instants.Parse(Encoding.UTF8.GetBytes(call.StartedAt!))!.Value;
        return (new(index, $"what-if-{index + 1}", call.CustomerId!, call.Did, Destination.Normalise(call.Destination!)!,
            started, call.BilledSeconds!.Value, call.Amount!.Value), TimeZones.LocalDate(zone, started));
    }

    private static async Task<Dictionary<string, string>> Zones(NpgsqlConnection connection, long position, IEnumerable<string> customerIds, CancellationToken ct)
    {
        var zones = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(
            "SELECT customer_id, time_zone FROM billing.customers WHERE customer_id = ANY ($1) AND known_from <= $2 AND known_until > $2", connection)
        { Parameters = { new() { Value = customerIds.ToArray() }, new() { Value = position } } };
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) zones[rows.GetString(0)] = rows.GetString(1);
        return zones;
    }

    private static async Task<ILookup<string, MinutesGrant>> Grants(
        NpgsqlConnection connection, long position, IReadOnlySet<string> customerIds, FrozenDictionary<string, PackageBook> packages, Hypothesis hypothesis, CancellationToken ct)
    {
        var terms = new KnownTerms();
        var assignments = hypothesis.Assignments.SelectMany(customer => customer.Select(assignment => (CustomerId: customer.Key, Book: assignment))).ToList();
        await using var command = new NpgsqlCommand($"""
            SELECT a.customer_id, {AssignmentRows.Of("a")} FROM billing.assignments a
            WHERE a.customer_id = ANY ($1) AND a.known_from <= $2 AND a.known_until > $2 AND a.grants_minutes
            """, connection) { Parameters = { new() { Value = customerIds.ToArray() }, new() { Value = position } } };
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) assignments.Add((row.GetString(0), hypothesis.Over(AssignmentRows.Read(row, 1, terms))));
        return assignments.OrderBy(one => one.Book.AssignmentId, StringComparer.Ordinal)
            .Select(one => (one.CustomerId, Grant: MinutesGrant.Of(one.Book, packages[one.Book.PackageId])))
            .Where(one => one.Grant is not null).ToLookup(one => one.CustomerId, one => one.Grant!, StringComparer.Ordinal);
    }

    private static async Task<Dictionary<WindowKey, long>> Used(NpgsqlConnection connection, long position, IReadOnlyCollection<WindowKey> windows, CancellationToken ct)
    {
        var used = new Dictionary<WindowKey, long>();
        await using var command = new NpgsqlCommand("""
            SELECT w.id, w.from_date, u.used_after
            FROM unnest($1::text[], $2::date[]) AS w (id, from_date)
            CROSS JOIN LATERAL (
                SELECT used_after FROM billing.window_uses u
                WHERE u.assignment_id = w.id AND u.window_from = w.from_date AND u.position <= $3 ORDER BY u.position DESC LIMIT 1) u
            """, connection);
        command.Parameters.Add(new() { Value = windows.Select(window => window.AssignmentId).ToArray() });
        command.Parameters.Add(new() { Value = windows.Select(window => window.From).ToArray() });
        command.Parameters.Add(new() { Value = position });
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct)) used.Add(new(rows.GetString(0), rows.GetFieldValue<DateOnly>(1)), rows.GetInt64(2));
        return used;
    }
}
