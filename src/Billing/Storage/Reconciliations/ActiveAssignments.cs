using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Storage.Reconciliations;

/// <summary>An assignment that is active on a date.</summary>
/// <param name="DidHash">The hash of its DID; null when it is the customer's own.</param>
/// <param name="Did">The DID as a token.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="AssignmentId">Its id.</param>
/// <param name="PackageId">Its package.</param>
/// <param name="Quantity">The quantity on that date.</param>
internal sealed record ActiveAssignment(
    string? DidHash, string? Did, string CustomerId, string AssignmentId, string PackageId, int Quantity);

/// <summary>The assignments that are active on a date, as known now.</summary>
internal static class ActiveAssignments
{
    /// <summary>Those on DIDs first, in the ordinal order of the DIDs' hashes, streamed.</summary>
    /// <param name="connection">Sees the book.</param>
    /// <param name="date">The date.</param>
    /// <param name="packageIds">Only of these packages; null for all.</param>
    /// <param name="ct">Gives up.</param>
    public static async IAsyncEnumerable<ActiveAssignment> On(
        NpgsqlConnection connection, DateOnly date, IReadOnlyList<string>? packageIds,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT d.did_hash, a.customer_id, {AssignmentRows.Of("a")}
            FROM billing.assignments a LEFT JOIN billing.assigned_dids d ON d.assignment_id = a.assignment_id
            WHERE a.known_until = {BookProjection.OpenSql} AND a.start_date <= $1
                AND (a.end_date IS NULL OR a.end_date >= $1) AND ($2::text[] IS NULL OR a.package_id = ANY ($2))
            ORDER BY d.did_hash NULLS LAST, a.customer_id, a.assignment_id
            """, connection);
        command.Parameters.AddValues(
            date, SqlParameters.Typed(packageIds?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text));
        var terms = new KnownTerms();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var book = AssignmentRows.Read(row, 2, terms);
            if (!book.IsActiveOn(date)) continue;
            yield return new(
                row.IsDBNull(0) ? null : row.GetString(0), book.Did, row.GetString(1), book.AssignmentId,
                book.PackageId, book.Terms.On(date).Quantity ?? 1);
        }
    }
}
