namespace PackageBilling.Billing.Storage.Reconciliations;

/// <summary>A customer who has, had or will have a DID.</summary>
/// <param name="DidHash">The DID's hash.</param>
/// <param name="Did">The DID as a token of the customer's.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="Start">The first day of the assignment.</param>
internal sealed record DidOwner(string DidHash, string Did, string CustomerId, DateOnly Start);

/// <summary>Who has DIDs, at any time, as known now.</summary>
internal static class DidOwners
{
    private const int AtOnce = 20_000;

    /// <summary>The owners of DIDs by their hashes, the latest ones last.</summary>
    public static async Task<List<DidOwner>> Of(
        NpgsqlConnection connection, IEnumerable<string> didHashes, CancellationToken ct)
    {
        var owners = new List<DidOwner>();
        foreach (var some in didHashes.Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            await using var command = new NpgsqlCommand($"""
                SELECT d.did_hash, a.did, a.customer_id, a.start_date
                FROM billing.assigned_dids d JOIN billing.assignments a
                    ON a.assignment_id = d.assignment_id AND a.known_until = {BookProjection.OpenSql}
                WHERE d.did_hash = ANY ($1) AND a.did IS NOT NULL
                ORDER BY a.start_date, a.assignment_id
                """, connection);
            command.Parameters.Add(new() { Value = some });
            await using var row = await command.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
                owners.Add(new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateOnly>(3)));
        }
        return owners;
    }
}
