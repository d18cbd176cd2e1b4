using System.Collections.Immutable;

namespace PackageBilling.EventStore;

/// <summary>Locks by which a node's session tells the others what is assigned to it.</summary>
internal static class AssignmentLocks
{
    private const string Prefix = "assigned:";

    /// <returns>False while another session still holds it.</returns>
    public static Task<bool> Take(NpgsqlConnection connection, string subscription, CancellationToken ct) =>
        NodeLock.Try(connection, Prefix + subscription, ct);

    /// <summary>Gives back one that this session holds.</summary>
    public static Task Release(NpgsqlConnection connection, string subscription, CancellationToken ct) =>
        NodeLock.Release(connection, Prefix + subscription, ct);

    /// <summary>Those that other sessions hold.</summary>
    public static async Task<ImmutableHashSet<string>> HeldByOthers(
        NpgsqlConnection connection, string[] subscriptions, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT w.name FROM unnest($1::text[]) AS w (name)
            WHERE EXISTS (
                SELECT 1 FROM pg_locks l
                WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.pid <> pg_backend_pid()
                    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    AND ((l.classid::bigint << 32) | l.objid::bigint) = {NodeLock.Key("$2 || w.name")})
            """, connection)
        { Parameters = { new() { Value = subscriptions }, new() { Value = Prefix } } };
        var held = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) held.Add(reader.GetString(0));
        return held.ToImmutable();
    }
}
