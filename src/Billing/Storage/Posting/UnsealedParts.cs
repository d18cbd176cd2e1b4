namespace PackageBilling.Billing.Storage.Posting;

/// <summary>
/// The hashes of what a run has posted so far, written part by part in the transaction that posts the part. Whoever
/// seals the run takes them out.
/// </summary>
internal static class UnsealedParts
{
    public const string Table = """
        CREATE TABLE posting.unsealed_parts (
            run_id text COLLATE "C" NOT NULL, position bigint NOT NULL,
            charged_customers text[] NOT NULL, charged_lines int[] NOT NULL, charged_hashes bytea NOT NULL,
            other_customers text[] NOT NULL, other_lines int[] NOT NULL, other_hashes bytea NOT NULL,
            PRIMARY KEY (run_id, position));
        -- Hashes look random: compressing them gains nothing. The rest stays only until the run is sealed, and
        -- compressing it takes longer than writing it.
        ALTER TABLE posting.unsealed_parts
            ALTER charged_customers SET STORAGE EXTERNAL, ALTER charged_lines SET STORAGE EXTERNAL,
            ALTER charged_hashes SET STORAGE EXTERNAL, ALTER other_customers SET STORAGE EXTERNAL,
            ALTER other_lines SET STORAGE EXTERNAL, ALTER other_hashes SET STORAGE EXTERNAL
        """;

    /// <summary>Stores the leaves of a part.</summary>
    /// <param name="connection">Inside the transaction that posts the part.</param>
    /// <param name="runId">The run.</param>
    /// <param name="position">The position of the part's own event.</param>
    /// <param name="charged">The leaves of what was charged.</param>
    /// <param name="notCharged">The leaves of what was considered and not charged.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task Add(
        NpgsqlConnection connection, string runId, long position, PartLeaves charged, PartLeaves notCharged,
        CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO posting.unsealed_parts VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", connection);
        command.Parameters.AddValues(runId, position);
        foreach (var leaves in (PartLeaves[])[charged, notCharged])
        {
            command.Parameters.AddValues(leaves.Customers, leaves.Lines);
            command.Parameters.Add(new() { Value = leaves.Hashes, NpgsqlDbType = NpgsqlDbType.Bytea });
        }
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>The leaves of one part, customer by customer.</summary>
/// <param name="Customers">The customers.</param>
/// <param name="Lines">How many leaves each has.</param>
/// <param name="Hashes">The leaves, one after the other.</param>
internal sealed record PartLeaves(string[] Customers, int[] Lines, ReadOnlyMemory<byte> Hashes);
