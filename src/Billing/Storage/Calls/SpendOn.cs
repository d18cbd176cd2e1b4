using System.Globalization;

namespace PackageBilling.Billing.Storage.Calls;

/// <summary>
/// What the calls of the interval that is settled on a date came to (domain: "When a package is due", minimumSpend): of
/// the customer, or of the DID that the assignment is on. Part of the statement that reads the assignments, so it is of
/// the same snapshot; assignments whose package settles nothing that day look nothing up.
/// </summary>
/// <param name="Join">
/// What to join to assignments <c>a</c> as <c>s</c> for date $1; on a date on which nothing is settled, which most are,
/// nothing is looked up at all.
/// </param>
/// <param name="Parameters">Its own parameters.</param>
internal sealed record SpendOn(string Join, NpgsqlParameter[] Parameters)
{
    /// <summary>What to join where no spend is looked up.</summary>
    public static readonly SpendOn Nothing = new("CROSS JOIN (SELECT NULL::numeric AS spend) s", []);

    /// <summary>The spend of a date.</summary>
    /// <param name="connection">Sees the snapshot.</param>
    /// <param name="packages">The packages on the date.</param>
    /// <param name="position">The parameter that holds the position up to which calls are known.</param>
    /// <param name="first">The number of the first parameter of its own.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<SpendOn> Of(
        NpgsqlConnection connection, PackagesOn packages, string position, int first, CancellationToken ct)
    {
        var due = packages.All.Where(package => package.MayBeDue).ToList();
        if (due.Count == 0) return Nothing;
        var anyOwnMinimum = await AssignmentRows.AnyHasOwnMinimum(connection, ct);
        due.RemoveAll(package => !package.Book.HasMinimumSpend && !anyOwnMinimum);
        var intervals = new List<(string PackageId, DateOnly? Start, DateOnly? From)>();
        foreach (var package in due)
            if (!package.Book.BillsFromStart && package.For(default) is { Settles: true } day)
                intervals.Add((package.Book.PackageId, null, day.Previous));
        foreach (var (packageId, start) in await Starts(connection, due, ct))
            if (packages.Find(packageId)!.For(start) is { Settles: true } day)
                intervals.Add((packageId, start, day.Previous));
        return intervals.Count == 0 ? Nothing : new(Interval(position, first),
        [
            new() { Value = intervals.Select(interval => interval.PackageId).ToArray() },
            Dates(intervals.Select(interval => interval.Start)), Dates(intervals.Select(interval => interval.From)),
        ]);
    }

    // The starts of assignments whose package bills from there: each may have an interval of its own.
    private static async Task<List<(string PackageId, DateOnly Start)>> Starts(
        NpgsqlConnection connection, List<PackageOn> packages, CancellationToken ct)
    {
        var starts = new List<(string, DateOnly)>();
        var fromStart = packages.Where(package => package.Book.BillsFromStart)
            .Select(package => package.Book.PackageId).ToArray();
        if (fromStart.Length == 0) return starts;
        await using var command = new NpgsqlCommand(
            "SELECT DISTINCT package_id, start_date FROM billing.assignments WHERE package_id = ANY ($1)", connection)
        {
            Parameters = { new() { Value = fromStart } },
        };
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) starts.Add((row.GetString(0), row.GetFieldValue<DateOnly>(1)));
        return starts;
    }

    // Where no match came before, the interval begins with the assignment. DIDs are compared by their pseudonyms, which
    // outlive the erasure of calls.
    private static string Interval(string position, int first) => string.Create(CultureInfo.InvariantCulture, $"""
        LEFT JOIN unnest(${first}::text[], ${first + 1}::date[], ${first + 2}::date[]) AS w (package_id, start_date,
            from_date)
            ON w.package_id = a.package_id AND (w.start_date IS NULL OR w.start_date = a.start_date)
        LEFT JOIN LATERAL (
            SELECT sum(CASE WHEN a.did IS NULL THEN c.charged
                ELSE (c.dids ->> {DidPseudonym.Sql})::numeric END) AS spend
            FROM billing.spend c
            WHERE w.package_id IS NOT NULL AND c.customer_id = a.customer_id AND c.position <= {position}
                AND c.local_date >= coalesce(w.from_date, a.start_date) AND c.local_date < $1) s ON true
        """);

    private static NpgsqlParameter Dates(IEnumerable<DateOnly?> dates) =>
        new() { Value = dates.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date };
}
