namespace PackageBilling.Subscriptions;

/// <summary>How assignments are read from the projection.</summary>
internal static class AssignmentRows
{
    /// <summary>Every assignment as it is on the date $1.</summary>
    public const string OnDate = $"""
        SELECT a.assignment_id, a.customer_id, a.package_id, a.did, a.start_date, a.end_date, a.terms, a.bill_past,
            a.cancelled,
            p.currency, r.name, a.version
        FROM subscriptions.assignments a
        LEFT JOIN subscriptions.packages p ON p.package_id = a.package_id
        LEFT JOIN LATERAL (
            SELECT name FROM subscriptions.package_revisions
            WHERE package_id = a.package_id AND effective_from <= least($1, a.end_date)
            {InEffect.NewestFirst}) r ON true
        """;

    public static AssignedPackage View(NpgsqlDataReader row, DateOnly on) => new(AssignmentView.Of(
        row.GetString(0), row.GetString(1), row.GetString(2), Text(row, 3), row.GetFieldValue<DateOnly>(4),
        row.GetFieldValue<DateOnly?>(5),
        AssignmentTerms.Parse(row.GetString(6)), row.GetBoolean(7), row.GetBoolean(8), on))
    {
        Currency = Text(row, 9),
        PackageName = Text(row, 10),
    };

    public static long Version(NpgsqlDataReader row) => row.GetInt64(11);

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
