namespace PackageBilling.Billing.Storage.Posting;

/// <summary>A posted line, found by its id.</summary>
/// <param name="Charges">The event that holds it.</param>
/// <param name="Line">The line.</param>
/// <param name="IsReversed">Whether it was reversed.</param>
/// <param name="ChargeAgain">Whether it was reversed to be charged again.</param>
/// <param name="AccountVersion">The version of the account that this is known at:
/// what is decided on it holds only there.</param>
/// <param name="Stored">The event as the log holds it.</param>
internal sealed record FoundLine(
    ChargesPosted Charges, ChargeLine Line, bool IsReversed, bool ChargeAgain, long AccountVersion, StoredEvent Stored)
{
    /// <summary>Whether a credit note took it back for good.</summary>
    public bool IsCredited { get; init; }

    /// <summary>Finds a line.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public static async Task<FoundLine> Find(
        NpgsqlDataSource source, IEventLog log, string chargeId, CancellationToken ct)
    {
        if (ChargeIds.ParseRestatement(chargeId) is not null) throw IsRestatement();
        if (ChargeIds.Parse(chargeId) is not { } key) throw Problem.NotFound("chargeId", "charge", chargeId);
        await using var command = source.CreateCommand("""
            SELECT p.position, r.position IS NOT NULL, coalesce(r.charge_again, false), coalesce(k.version, 0),
                EXISTS (SELECT FROM billing.credited_lines WHERE charge_id = $5)
            FROM (SELECT assignment_key, customer_id FROM billing.assignments WHERE assignment_id = $1
                ORDER BY known_from DESC LIMIT 1) a
            JOIN posting.posted_lines p ON p.posting_date = $2 AND p.assignment_key = a.assignment_key AND p.kind = $3
                AND p.occurrence = $4
            LEFT JOIN billing.reversed_lines r ON r.posting_date = p.posting_date
                AND r.assignment_key = p.assignment_key AND r.kind = p.kind AND r.occurrence = p.occurrence
            LEFT JOIN billing.accounts k ON k.customer_id = a.customer_id
            """);
        command.Parameters.AddValues(key.AssignmentId, key.PostingDate, (short)key.Kind, key.Occurrence, chargeId);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) throw Problem.NotFound("chargeId", "charge", chargeId);
        var (position, isReversed, chargeAgain, version, isCredited) = (reader.GetInt64(0), reader.GetBoolean(1),
            reader.GetBoolean(2), reader.GetInt64(3), reader.GetBoolean(4));
        await foreach (var stored in log.ReadAll(position - 1, position, [typeof(ChargesPosted)], ct))
            if (stored.Data is ChargesPosted charges
                && charges.Lines.FirstOrDefault(line => line.Id == chargeId) is { } line)
                return new(charges, line, isReversed, chargeAgain, version, stored) { IsCredited = isCredited };
        await foreach (var _ in log.ReadAll(position - 1, position, [typeof(ChargesRestated)], ct))
            throw IsRestatement();
        throw new InvalidOperationException(
            $"The exactly-once index names position {position} for {chargeId}, which is not there.");
    }

    private static ProblemException IsRestatement() =>
        Problem.Conflict("chargeId", "was posted by a restatement, which is corrected by another restatement");
}
