namespace PackageBilling.Billing.Usage;

/// <summary>
/// Which customers have which DIDs when, as the book knows it (domain: "Calls"). The DIDs of many calls are looked up at once,
/// each once for a body.
/// </summary>
internal sealed class DidHolders(ISubscriptions subscriptions, NumberHashes hashes)
{
    private static readonly Holder[] Nobody = [];

    private readonly Dictionary<string, Holder[]> _known = new(StringComparer.Ordinal);

    private readonly record struct Holder(string CustomerId, DateOnly Start, DateOnly? End);

    /// <summary>Those of some calls whose DID another customer has on their date, by their place, with that customer.</summary>
    public async Task<Dictionary<int, string>> OfAnother(IReadOnlyList<FreshCall> calls, CancellationToken ct)
    {
        var found = new Dictionary<int, string>();
        List<int>? unknown = null;
        for (var i = 0; i < calls.Count; i++)
            if (calls[i].Call.Did is { } did)
            {
                if (_known.TryGetValue(did, out var holders)) Check(holders, i);
                else (unknown ??= []).Add(i);
            }
        if (unknown is null) return found;
        if (_known.Count > UsageLimits.DidsKept) _known.Clear();
        await Load([.. unknown.Select(i => calls[i].Call.Did!).Distinct(StringComparer.Ordinal)], ct);
        foreach (var i in unknown) Check(_known[calls[i].Call.Did!], i);
        return found;

        void Check(Holder[] holders, int i)
        {
            var (customerId, date) = (calls[i].Call.CustomerId, calls[i].LocalDate);
            foreach (var holder in holders)
                if (holder.CustomerId != customerId && holder.Start <= date && (holder.End is null || holder.End >= date)) found[i] = holder.CustomerId;
        }
    }

    private async Task Load(string[] dids, CancellationToken ct)
    {
        foreach (var did in dids) _known[did] = Nobody;
        var hash = await hashes.Ready(ct);
        var byHash = dids.ToDictionary(hash, StringComparer.Ordinal);
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        await using var command = new NpgsqlCommand($"""
            SELECT d.did_hash, a.customer_id, a.start_date, a.end_date
            FROM billing.assigned_dids d
            JOIN billing.assignments a ON a.assignment_id = d.assignment_id AND a.known_until = {BookProjection.Open}
            WHERE d.did_hash = ANY ($1)
            """, snapshot.Connection);
        command.Parameters.Add(new() { Value = byHash.Keys.ToArray() });
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            var holder = new Holder(rows.GetString(1), rows.GetFieldValue<DateOnly>(2), rows.IsDBNull(3) ? null : rows.GetFieldValue<DateOnly>(3));
            var did = byHash[rows.GetString(0)];
            _known[did] = [.. _known[did], holder];
        }
    }
}
