namespace PackageBilling.Billing.Runs;

/// <summary>
/// Posts a part of a run in one transaction: one event per charged customer, the rows of the exactly-once index, the
/// part's own record and the hashes that its seal is made of. A customer whose account has moved on since the decision
/// is left out and named as deferred.
/// </summary>
internal sealed class PartPoster(IEventLog log)
{
    /// <exception cref="RunMovedOnException">Somebody paused, resumed or ended the run meanwhile:
    /// nothing was posted.</exception>
    public async Task<ChargeRunPartPosted> Post(
        NpgsqlConnection connection, ChargeRunStarted run, long version, EventMetadata metadata,
        RunPart part, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await RunGate.Pass(connection, run.RunId, ct) != version) throw new RunMovedOnException(run.RunId);
        var appended = await log.AppendBulk(connection, part.Events(), metadata, ct);
        var record = await Post(connection, run, metadata, part, appended.Positions, ct);
        await transaction.CommitAsync(ct);
        return record;
    }

    /// <summary>Posts all parts of a run inside the caller's transaction. Nothing is left out of it,
    /// so it must not be committed when this fails.</summary>
    /// <exception cref="StreamConflictException">An account has moved on since the decision.</exception>
    public async Task PostAll(NpgsqlConnection connection, ChargeRunStarted run, EventMetadata metadata,
        IReadOnlyList<RunPart> parts, CancellationToken ct)
    {
        // All accounts at once, so that they are locked in the order that everybody keeps.
        var appended = await log.AppendBulk(connection, [.. parts.SelectMany(part => part.Events())], metadata, ct);
        if (appended.Conflicts.Count > 0)
            throw new StreamConflictException(appended.Conflicts.Order(StringComparer.Ordinal).First(), 0, 0);
        var before = 0;
        foreach (var part in parts)
        {
            await Post(
                connection, run, metadata, part, [.. appended.Positions.Skip(before).Take(part.Charged.Count)], ct);
            before += part.Charged.Count;
        }
    }

    private async Task<ChargeRunPartPosted> Post(
        NpgsqlConnection connection, ChargeRunStarted run, EventMetadata metadata, RunPart part,
        IReadOnlyList<long> positions, CancellationToken ct)
    {
        if (positions.Any(position => position != 0)) await PostedLines.Copy(connection, Rows(part, positions), ct);
        var record = Record(run, part, positions);
        var recorded = await log.AppendBulk(connection,
            [new(Streams.Part(run.RunId, part.Number), 0, typeof(ChargeRunPartPosted), EventJson.Write(record))],
            metadata, ct);
        // Another node, thought dead, has posted a part of this number: what it did has to be read before going on.
        if (recorded.Conflicts.Count > 0) throw new StreamConflictException(Streams.Part(run.RunId, part.Number), 0, 1);
        var (charged, notCharged) = part.Leaves(record.Deferred.ToHashSet(StringComparer.Ordinal));
        await UnsealedParts.Add(connection, run.RunId, recorded.Positions[0], charged, notCharged, ct);
        return record;
    }

    // In the order of the index, so that neighbours go to the same of its pages;
    // customers' assignments are spread over all of it.
    private static List<(PostedKey Key, long Position)> Rows(RunPart part, IReadOnlyList<long> positions)
    {
        var rows = new List<(PostedKey Key, long Position)>(part.Keys.Count);
        for (var (i, key) = (0, 0); i < part.Charged.Count; key += part.Charged[i++].Keys)
        {
            if (positions[i] == 0) continue;
            for (var n = 0; n < part.Charged[i].Keys; n++) rows.Add((part.Keys[key + n], positions[i]));
        }
        rows.Sort((x, y) => x.Key.PostingDate != y.Key.PostingDate
            ? x.Key.PostingDate.CompareTo(y.Key.PostingDate) : x.Key.AssignmentKey.CompareTo(y.Key.AssignmentKey));
        return rows;
    }

    private static ChargeRunPartPosted Record(ChargeRunStarted run, RunPart part, IReadOnlyList<long> positions)
    {
        var deferred = part.Charged.Where((_, i) => positions[i] == 0).Select(customer => customer.CustomerId)
            .ToHashSet(StringComparer.Ordinal);
        var posted = positions.Where(position => position != 0).ToList();
        var totals = new TotalsSum();
        var notCharged = new List<UnchargedLine>();
        foreach (var customer in part.Customers)
        {
            if (deferred.Contains(customer.CustomerId)) continue;
            totals.Add(customer.Totals);
            notCharged.AddRange(customer.NotCharged ?? []);
        }
        return new(run.RunId, part.Number, part.Position, part.Range.After, part.Range.Through, part.Range.CustomerIds,
            [.. deferred.Order(StringComparer.Ordinal)], posted.Count == 0 ? 0 : posted.Min(),
            posted.Count == 0 ? 0 : posted.Max(), totals.Sum(), notCharged);
    }
}
