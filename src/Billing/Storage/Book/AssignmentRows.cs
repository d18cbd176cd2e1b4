namespace PackageBilling.Billing.Storage.Book;

/// <summary>
/// A version of an assignment as it is stored: columns for what queries look for or sort by, one text for all other
/// terms (<see cref="AssignmentTerms"/>).
/// </summary>
internal static class AssignmentRows
{
    /// <summary>How many columns <see cref="Read"/> reads.</summary>
    public const int Columns = 7;

    /// <summary>The columns that <see cref="Read"/> reads, of the table under an alias.</summary>
    public static string Of(string alias) =>
        $"{alias}.assignment_key, {alias}.assignment_id, {alias}.package_id, {alias}.did, {alias}.start_date, "
            + $"{alias}.end_date, {alias}.terms";

    /// <summary>Whether any assignment has a setup price of its own, as any version knows it.</summary>
    public static Task<bool> AnyHasOwnSetup(NpgsqlConnection connection, CancellationToken ct) =>
        Any("own_setup", connection, ct);

    /// <summary>Whether any assignment has a minimum spend of its own, as any version knows it.</summary>
    public static Task<bool> AnyHasOwnMinimum(NpgsqlConnection connection, CancellationToken ct) =>
        Any("own_minimum", connection, ct);

    private static async Task<bool> Any(string flag, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT EXISTS (SELECT FROM billing.assignments WHERE {flag})", connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>The assignment of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">Its first column that is about the assignment.</param>
    /// <param name="terms">Terms that were read before.</param>
    public static AssignmentBook Read(NpgsqlDataReader row, int first, KnownTerms terms) => new(
        row.GetInt64(first), row.GetString(first + 1), row.GetString(first + 2),
        row.IsDBNull(first + 3) ? null : row.GetString(first + 3), row.GetFieldValue<DateOnly>(first + 4),
        row.IsDBNull(first + 5) ? null : row.GetFieldValue<DateOnly>(first + 5), terms.Of(row.GetString(first + 6)));
}
