using System.Data;
using System.Diagnostics;

namespace PackageBilling.EventStore;

/// <summary>What the rest of the product asks of its subscriptions.</summary>
internal sealed class PostgresSubscriptions(
    NpgsqlDataSource source, IEnumerable<ISubscription> subscriptions, LogHead head, LogAge age, BulkWriters writers,
    Rebuild rebuild) : ISubscriptions
{
    private const string Stale =
        "Its tables are of another revision than this program's; they are being rebuilt, or a newer program runs.";

    private readonly SecondConnections _seconds = new(source);
    private readonly Dictionary<string, Progress> _all = subscriptions.ToDictionary(s => s.Name, s => new Progress(s));

    public IReadOnlyCollection<Progress> All => _all.Values;

    public async Task WaitFor(string subscription, long position, TimeSpan timeout, CancellationToken ct)
    {
        var progress = Of(subscription);
        if (progress.Position >= position && !progress.IsStale) return;
        progress.Want(position);
        head.Wake();
        var (started, hurried) = (Stopwatch.GetTimestamp(), 0L);
        while (true)
        {
            var advanced = progress.Advanced;
            if (!progress.RunsHere && await Stored(progress, ct) is { } stored) progress.Reach(stored);
            if (progress.Position >= position && !progress.IsStale) return;
            if (!progress.RunsHere && (hurried == 0 || Stopwatch.GetElapsedTime(hurried) > Limits.Hurry))
            {
                await Hurry(ct);
                hurried = Stopwatch.GetTimestamp();
            }
            var left = timeout - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero) throw new NotYetVisibleException(subscription, position);
            var look = progress.RunsHere ? Limits.Poll : Limits.RemoteCheckpoint;
            await advanced.AtMost(left < look ? left : look, ct);
        }
    }

    public IDisposable WriteInBulk() => writers.Begin();

    public async Task<IReadOnlyList<SubscriptionStatus>> Status(CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            SELECT name, last_seq_id, (SELECT coalesce(max(seq_id), 0) FROM events.mt_events)
            FROM events.mt_event_progression WHERE name = ANY ($1)
            """);
        command.Parameters.Add(new() { Value = _all.Keys.ToArray() });
        var found = new List<SubscriptionStatus>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (progress, position, tail) = (Of(reader.GetString(0)), reader.GetInt64(1), reader.GetInt64(2));
            age.Saw(tail);
            found.Add(new SubscriptionStatus(
                progress.Subscription.Name, position, Math.Max(0, tail - position), progress.RunsHere,
                progress.Fault ?? (progress.IsStale ? Stale : null), (long)age.Of(position).TotalSeconds));
        }
        found.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return found;
    }

    public async Task<LogStatus> Log(CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT coalesce(max(seq_id), 0) FROM events.mt_events");
        var tail = (long)(await command.ExecuteScalarAsync(ct))!;
        age.Saw(tail);
        var safe = head.Safe;
        return new(tail, safe, Math.Max(0, tail - safe), (long)age.Of(safe).TotalSeconds);
    }

    public async Task<IReadOnlyList<ProjectionStatus>> Projections(CancellationToken ct)
    {
        var projections = (await Status(ct)).Where(status => Of(status.Name).Subscription is IProjection).ToList();
        var rebuilt = new Dictionary<string, long>(StringComparer.Ordinal);
        // An interrupted rebuild leaves its checkpoint behind; a running one holds its lock.
        await using var command = source.CreateCommand("""
            SELECT w.name, p.last_seq_id FROM unnest($1::text[]) AS w (name)
            JOIN events.mt_event_progression p ON p.name = w.name || ':rebuild'
            WHERE EXISTS (
                SELECT 1 FROM pg_locks l
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
                    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended('node:rebuild:' || w.name, 0))
            """);
        command.Parameters.Add(new() { Value = projections.Select(one => one.Name).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) rebuilt.Add(reader.GetString(0), reader.GetInt64(1));
        return projections.ConvertAll(one => new ProjectionStatus(
            one.Name, one.Position, one.Behind, one.RunsHere, one.Fault,
            rebuilt.TryGetValue(one.Name, out var through) ? through : null));
    }

    public Task Rebuild(string projection, CancellationToken ct) => rebuild.Run(ProjectionOf(projection), ct);

    public async Task<ProjectionSnapshot> Snapshot(string projection, CancellationToken ct)
    {
        var of = ProjectionOf(projection);
        while (Of(projection).IsStale) await Waiting.Pause(Limits.Poll, ct);
        var connection = await source.OpenConnectionAsync(ct);
        try
        {
            await using var begin = new NpgsqlCommand(
                $"{ProjectionSnapshot.Begin} LOCK TABLE {new ProjectionTables(of).Gate} IN ACCESS SHARE MODE",
                connection);
            await begin.ExecuteNonQueryAsync(ct);
            var position = await Checkpoint.Of(of).Read(connection, ct);
            return new ProjectionSnapshot(connection,
                position ?? throw new DataException($"The checkpoint of {projection} is missing."), _seconds);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // The node that runs it does not know of requests on other nodes. It may hold back, or not have stored how far it
    // is, after it was told, so it is told again.
    private async Task Hurry(CancellationToken ct)
    {
        await using var command = source.CreateCommand(LogHead.NotifyHurry);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<long?> Stored(Progress progress, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return await Checkpoint.Of(progress.Subscription).Read(connection, ct);
    }

    private IProjection ProjectionOf(string name) => Of(name).Subscription as IProjection
        ?? throw new ArgumentException($"{name} is not a projection.", nameof(name));

    private Progress Of(string name) => _all.TryGetValue(name, out var progress)
        ? progress
        : throw new ArgumentException($"There is no subscription {name}.", nameof(name));
}
