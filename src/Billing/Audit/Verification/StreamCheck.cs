using Npgsql;

namespace PackageBilling.Billing;

/// <summary>
/// Whether each stream is at the version that its events say, and each event's stream is there: versions decide who may append. Reads
/// streams page by page, each in one short statement, so what is written meanwhile is seen whole or not at all.
/// </summary>
internal sealed class StreamCheck(NpgsqlDataSource source)
{
    // A row at version 0 is what a check of a stream that does not exist leaves behind; it says nothing.
    private const string Page = """
        WITH page AS (SELECT id, type, version, tenant_id, is_archived FROM events.mt_streams WHERE id > $1 ORDER BY id LIMIT $2)
        SELECT p.id, p.type, coalesce(p.version, -1), coalesce(p.tenant_id = '*DEFAULT*', false) AND coalesce(NOT p.is_archived, false), e.events, coalesce(e.newest, 0), f.type
        FROM page p
        LEFT JOIN LATERAL (SELECT count(*) AS events, max(version) AS newest FROM events.mt_events WHERE stream_id = p.id) e ON true
        LEFT JOIN events.mt_events f ON f.stream_id = p.id AND f.version = 1
        ORDER BY p.id
        """;

    private const string Totals = "SELECT (SELECT count(*) FROM events.mt_events), (SELECT coalesce(sum(version), 0) FROM events.mt_streams)::bigint";

    private const string Orphan = """
        SELECT e.stream_id, e.seq_id FROM events.mt_events e
        WHERE NOT EXISTS (SELECT FROM events.mt_streams s WHERE s.id = e.stream_id) ORDER BY e.seq_id LIMIT 1
        """;

    // By the type of the first event: streams that begin alike are of one type.
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);

    public Fault? Found { get; private set; }

    public async Task Run(CancellationToken ct)
    {
        for (string? after = ""; after is not null && Found is null;) after = await Check(after, ct);
        if (Found is null) await CheckTotals(ct);
    }

    /// <returns>The last stream of the page; null when there was none.</returns>
    private async Task<string?> Check(string after, CancellationToken ct)
    {
        await using var command = source.CreateCommand(Page);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = AuditLimits.StreamsPerRead });
        await using var row = await command.ExecuteReaderAsync(ct);
        string? last = null;
        while (await row.ReadAsync(ct))
        {
            last = row.GetString(0);
            var (version, events, newest) = (row.GetInt64(2), row.GetInt64(4), row.GetInt64(5));
            Found ??= version != newest || events != newest
                ? Of($"stream {last} is not at the version that its events say", CanonicalText.Of(version), CanonicalText.Of(newest))
                : newest > 0 ? FaultOf(last, row.IsDBNull(1) ? null : row.GetString(1), row.GetBoolean(3), row.GetString(6)) : null;
        }
        return last;
    }

    private Fault? FaultOf(string id, string? type, bool isPlain, string first)
    {
        if (!isPlain) return Of($"stream {id} is said to be archived, or another tenant's", null, null);
        if (type is null || !IsNamedAfter(id, type)) return Of($"stream {id} is said to be of another type", type, null);
        return _types.TryAdd(first, type) || _types[first] == type ? null : Of($"stream {id} is said to be of another type", type, _types[first]);
    }

    private static bool IsNamedAfter(string id, string type) => type == Streams.PartType
        ? id.StartsWith($"{Streams.RunType}-", StringComparison.Ordinal) && id.Contains("-part-", StringComparison.Ordinal)
        : id == type || id.StartsWith($"{type}-", StringComparison.Ordinal);

    private async Task CheckTotals(CancellationToken ct)
    {
        await using (var totals = source.CreateCommand(Totals))
        {
            await using var row = await totals.ExecuteReaderAsync(ct);
            await row.ReadAsync(ct);
            if (row.GetInt64(0) == row.GetInt64(1)) return;
        }
        await using var orphan = source.CreateCommand(Orphan);
        await using var found = await orphan.ExecuteReaderAsync(ct);
        if (await found.ReadAsync(ct))
            Found = new("streams", $"stream {found.GetString(0)} has events and is gone", found.GetInt64(1), null, null, found.GetString(0));
    }

    private static Fault Of(string what, string? stored, string? recomputed) => new("streams", what, null, null, stored, recomputed);
}
