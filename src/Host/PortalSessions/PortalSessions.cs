using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using PackageBilling.Portal;

namespace PackageBilling.Host;

/// <summary>
/// The portal's sessions, in the database, so that they are the same on every node. One ends when its visitor signs
/// out, when its key is revoked or expires, at a fixed time after the sign-in, and when nobody has used it for a while.
/// Rows are remembered for seconds, so that a page costs no question to the database; a session that another node has
/// ended may still work here for that long.
/// </summary>
internal sealed class PortalSessions(NpgsqlDataSource source, KnownKeys keys, SessionLimits limits, TimeProvider clock)
    : ISessions, IDisposable
{
    private const int IdBytes = 32;

    // More visitors than any carrier has; past it they are read anew.
    private const int MaxRemembered = 10_000;

    // A small part of the pool.
    private const int MaxAsking = 8;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    // An idle limit is of minutes, so a use need not be written down more often.
    private static readonly TimeSpan Touched = TimeSpan.FromMinutes(1);

    private sealed record Remembered(SessionTable.Row Row, long ReadAt);

    private readonly ConcurrentDictionary<string, Remembered> _remembered = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asking = new(MaxAsking);
    private int _changes;

    public async Task<string> Begin(Session session, CancellationToken ct)
    {
        var (id, now) = (RandomNumberGenerator.GetBytes(IdBytes), clock.GetUtcNow());
        var row = new SessionTable.Row(session.KeyId, Seal(id, session.Key), now + limits.Lifetime, now);
        await SessionTable.Add(source, SHA256.HashData(id), row, limits.Idle, ct);
        return Base64Url.EncodeToString(id);
    }

    public async Task<Session?> Find(string id, CancellationToken ct)
    {
        if (Bytes(id) is not { } bytes) return null;
        var (hash, now) = (SHA256.HashData(bytes), clock.GetUtcNow());
        if (await Read(hash, now, ct) is not { } row || row.ExpiresAt <= now || row.LastUsed + limits.Idle <= now)
            return null;
        var secret = Open(bytes, row.Secret);
        return await keys.Find(secret, ct) is { } key && key.KeyId == row.KeyId
            ? new(secret, key.KeyId, key.Name, key.Role)
            : null;
    }

    public async Task End(string id, CancellationToken ct)
    {
        if (Bytes(id) is not { } bytes) return;
        await SessionTable.End(source, SHA256.HashData(bytes), ct);
        Forget();
    }

    /// <summary>Makes sessions that were ended here count as ended at once.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _remembered.Clear();
    }

    public void Dispose() => _asking.Dispose();

    private async Task<SessionTable.Row?> Read(byte[] hash, DateTimeOffset now, CancellationToken ct)
    {
        var name = Convert.ToHexString(hash);
        if (_remembered.TryGetValue(name, out var known) && Stopwatch.GetElapsedTime(known.ReadAt) < Fresh
            && known.Row.LastUsed + Touched > now) return known.Row;
        var (changes, readAt) = (Volatile.Read(ref _changes), Stopwatch.GetTimestamp());
        // Made-up cookies cost a question each; they must not take the connections that all else needs.
        await _asking.WaitAsync(ct);
        SessionTable.Row? row;
        try
        {
            row = await SessionTable.Find(source, hash, ct);
        }
        finally
        {
            _asking.Release();
        }
        if (row is null)
        {
            _remembered.TryRemove(name, out _);
            return null;
        }
        if (row.LastUsed + limits.Idle > now && row.LastUsed + Touched <= now)
        {
            await SessionTable.Touch(source, hash, now, ct);
            row = row with { LastUsed = now };
        }
        // What was read while a session was being ended here may still have it.
        if (changes != Volatile.Read(ref _changes)) return row;
        if (_remembered.Count >= MaxRemembered) _remembered.Clear();
        _remembered[name] = new(row, readAt);
        return row;
    }

    private static byte[]? Bytes(string id)
    {
        var bytes = new byte[IdBytes];
        return id.Length == Base64Url.GetEncodedLength(IdBytes) && id.All(char.IsAscii)
            && Base64Url.TryDecodeFromChars(id, bytes, out var written) && written == IdBytes ? bytes : null;
    }

    private static byte[] Seal(byte[] id, string secret) =>
        SealedBytes.Seal(KeyOf(id), Encoding.UTF8.GetBytes(secret), []);

    private static string Open(byte[] id, byte[] sealedSecret) =>
        Encoding.UTF8.GetString(SealedBytes.Open(KeyOf(id), sealedSecret, []));

    private static byte[] KeyOf(byte[] id) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, id, 32, info: "portal session"u8.ToArray());
}
