namespace PackageBilling.Subscriptions;

/// <summary>An assignment as lists show it.</summary>
internal record AssignedPackage : AssignmentView
{
    public AssignedPackage(AssignmentView view)
        : base(view)
    {
    }

    /// <summary>The package's name by its terms on the date; after the end by those of the end.</summary>
    public string? PackageName { get; init; }

    /// <summary>The currency that the package is charged in.</summary>
    public string? Currency { get; init; }
}

/// <summary>How assignments are read from the projection.</summary>
internal static class AssignmentRows
{
    /// <summary>Every assignment as it is on the date $1.</summary>
    public const string OnDate = $"""
        SELECT a.assignment_id, a.customer_id, a.package_id, a.did, coalesce(q.quantity, a.quantity),
            coalesce(f.auto_decrement_credit, a.auto_decrement_credit), a.start_date, a.end_date, a.free_minutes, a.billed_through,
            a.bill_past, a.cancelled, p.currency, r.name, a.version
        FROM subscriptions.assignments a
        LEFT JOIN subscriptions.packages p ON p.package_id = a.package_id
        LEFT JOIN LATERAL (
            SELECT name FROM subscriptions.package_revisions
            WHERE package_id = a.package_id AND effective_from <= least($1, a.end_date)
            {InEffect.NewestFirst}) r ON true
        LEFT JOIN LATERAL (
            SELECT quantity FROM subscriptions.assignment_changes
            WHERE assignment_id = a.assignment_id AND quantity IS NOT NULL AND effective_from <= least($1, a.end_date)
            {InEffect.NewestFirst}) q ON true
        LEFT JOIN LATERAL (
            SELECT auto_decrement_credit FROM subscriptions.assignment_changes
            WHERE assignment_id = a.assignment_id AND auto_decrement_credit IS NOT NULL AND effective_from <= least($1, a.end_date)
            {InEffect.NewestFirst}) f ON true
        """;

    public static AssignedPackage View(NpgsqlDataReader row, DateOnly on)
    {
        var (start, end) = (row.GetFieldValue<DateOnly>(6), row.GetFieldValue<DateOnly?>(7));
        return new(new(
            row.GetString(0), row.GetString(1), row.GetString(2), Text(row, 3), row.GetInt32(4), row.GetBoolean(5), start, end,
            row.GetFieldValue<int?>(8), row.GetFieldValue<DateOnly?>(9), row.GetBoolean(10),
            AssignmentView.StatusOn(on, start, end, row.GetBoolean(11))))
        {
            Currency = Text(row, 12),
            PackageName = Text(row, 13),
        };
    }

    public static long Version(NpgsqlDataReader row) => row.GetInt64(14);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
