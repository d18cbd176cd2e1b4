using System.Collections.Frozen;
using System.Text;

namespace PackageBilling.Billing.Simulations.WhatIfs;

/// <summary>
/// Rates hypothetical calls as if they were recorded next: by the packages, assignments and zones known at a position
/// with the other hypothetical facts laid over them, on top of what is used by then.
/// </summary>
internal static class HypotheticalCalls
{
    public static async Task<IReadOnlyList<HypotheticalCall>> Rate(
        NpgsqlConnection connection, long position, IReadOnlyList<WhatIfCall> asked,
        Hypothesis hypothesis, CancellationToken ct)
    {
        var customerIds = asked.Select(call => call.CustomerId!).ToHashSet(StringComparer.Ordinal);
        var zones = await KnownCustomers.ZonesAt(connection, customerIds, position, ct);
        var packages = (await PackageBooks.Read(connection, position, hypothesis, ct))
            .ToFrozenDictionary(package => package.PackageId, StringComparer.Ordinal);
        var calls = asked.Select((call, i) => zones.TryGetValue(call.CustomerId!, out var zone) ? Dated(call, i, zone)
            : throw Problem.Rule($"whatIf.calls[{i}].customerId", $"there is no customer {call.CustomerId}")).ToList();
        var grants = await Grants(connection, position, customerIds, packages, hypothesis, ct);
        var windows =
            calls.SelectMany(call => CallRating.WindowsOn(grants[call.Call.CustomerId], call.LocalDate)).ToHashSet();
        var used = await MinutesBook.UsedAt(connection, windows, position, ct);
        var ratings = customerIds.ToDictionary(
            id => id, id => new CallRating([.. grants[id]], used), StringComparer.Ordinal);
        return calls.ConvertAll(one =>
        {
            var answer = ratings[one.Call.CustomerId].Rate(one.Call, one.Call.Did, one.LocalDate);
            return new HypotheticalCall(
                one.Call.CustomerId, one.Call.Did, one.LocalDate, answer.FreeSeconds, answer.Charged);
        });
    }

    private static (Call Call, DateOnly LocalDate) Dated(WhatIfCall call, int index, string zone)
    {
        var started = Instants.Parse(Encoding.UTF8.GetBytes(call.StartedAt!))!.Value;
        return (new(
            index, $"what-if-{index + 1}", call.CustomerId!, call.Did, Destination.Normalise(call.Destination!)!,
            started, call.BilledSeconds!.Value, call.Amount!.Value), TimeZones.LocalDate(zone, started));
    }

    private static async Task<ILookup<string, MinutesGrant>> Grants(
        NpgsqlConnection connection, long position, IReadOnlySet<string> customerIds,
        FrozenDictionary<string, PackageBook> packages, Hypothesis hypothesis, CancellationToken ct)
    {
        var assignments = hypothesis.Assignments.SelectMany(customer =>
            customer.Select(assignment => (CustomerId: customer.Key, Book: assignment))).ToList();
        foreach (var (customerId, book) in await MinutesBook.AssignmentsAt(connection, customerIds, position, ct))
            assignments.Add((customerId, hypothesis.Over(book)));
        return assignments.OrderBy(one => one.Book.AssignmentId, StringComparer.Ordinal)
            .Select(one => (one.CustomerId, Grant: MinutesGrant.Of(one.Book, packages[one.Book.PackageId])))
            .Where(one => one.Grant is not null)
            .ToLookup(one => one.CustomerId, one => one.Grant!, StringComparer.Ordinal);
    }
}
