namespace PackageBilling.Billing.Storage.Calls;

/// <summary>
/// What the calls of the interval that is settled on a date came to (domain: "When a package is due", minimumSpend): of the
/// customer, or of the DID that the assignment is on. Part of the statement that reads the assignments, so it is of the same
/// snapshot; assignments whose package settles nothing that day look nothing up.
/// </summary>
internal static class SpendOn
{
    /// <summary>
    /// What to join to assignments <c>a</c> as <c>s</c> for date $1; on a date on which no package settles anything, which most are, nothing
    /// is looked up at all.
    /// </summary>
    /// <param name="packages">The packages on the date.</param>
    /// <param name="position">The parameter that holds the position up to which calls are known.</param>
    public static string OnDate(PackagesOn packages, string position) =>
        packages.All.Any(package => package.SettlesMinimum) ? Interval(position) : Nothing;

    /// <summary>What to join where no spend is looked up.</summary>
    public const string Nothing = "CROSS JOIN (SELECT NULL::numeric AS spend) s";

    // Where no match came before, the interval begins with the assignment. DIDs are compared by their pseudonyms, which outlive the
    // erasure of calls.
    private static string Interval(string position) => $"""
        LEFT JOIN unnest($11::text[], $12::date[]) AS w (package_id, from_date) ON w.package_id = a.package_id
        LEFT JOIN LATERAL (
            SELECT sum(CASE WHEN a.did IS NULL THEN c.charged ELSE (c.dids ->> {DidPseudonym.Sql})::numeric END) AS spend
            FROM billing.spend c
            WHERE w.package_id IS NOT NULL AND c.customer_id = a.customer_id AND c.position <= {position}
                AND c.local_date >= coalesce(w.from_date, a.start_date) AND c.local_date < $1) s ON true
        """;

    /// <summary>$11 and $12: the packages that settle, with the dates on which their intervals began.</summary>
    public static NpgsqlParameter[] Parameters(PackagesOn? packages)
    {
        var settling = (packages?.All ?? []).Where(package => package.SettlesMinimum).ToList();
        return
        [
            new() { Value = settling.Select(package => package.Book.PackageId).ToArray() },
            new() { Value = settling.Select(package => package.Previous).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date },
        ];
    }
}
