using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;

namespace PackageBilling.Host;

/// <summary>
/// The keys that are neither revoked nor expired, as this node knows them, so that a request costs no question to the
/// database.
/// </summary>
internal sealed class KnownKeys(
    NpgsqlDataSource source, TimeProvider clock, IReadOnlyList<ApiKey> ofThisProcess) : IDisposable
{
    /// <summary>Every key is compared with what a caller sends, and all are read every few seconds:
    /// enough for any carrier's systems.</summary>
    public const int MaxKeys = 1_000;

    // How long a key that another node has revoked still works here.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    // How long a key that another node has made may not work here; bounds what wrong keys cost.
    private static readonly TimeSpan FreshEnoughToRefuse = TimeSpan.FromMilliseconds(200);

    private sealed record Known(IReadOnlyList<ApiKey> Keys, long ReadAt);

    private readonly SemaphoreSlim _reading = new(1);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);
    private volatile Known? _known;
    private int _changes;

    /// <summary>The key that has this secret and is neither revoked nor expired; null when there is none.</summary>
    public async Task<ApiKey?> Find(string secret, CancellationToken ct)
    {
        var hash = ApiKey.HashOf(secret);
        var key = Match(ofThisProcess, hash) ?? Match(await Read(Fresh, ct), hash)
            ?? Match(await Read(FreshEnoughToRefuse, ct), hash);
        var now = clock.GetUtcNow();
        if (key is null || key.HasExpired(now)) return null;
        _used[key.KeyId] = now;
        return key;
    }

    /// <summary>Makes a key that was made or revoked here count at once.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _changes);
        _known = null;
    }

    /// <summary>When keys were used since this was asked last.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> TakeUsed()
    {
        var used = new Dictionary<string, DateTimeOffset>();
        foreach (var keyId in _used.Keys)
            if (_used.TryRemove(keyId, out var at)) used[keyId] = at;
        return used;
    }

    public void Dispose() => _reading.Dispose();

    // All are looked at, each in constant time: how long it takes says nothing about any key.
    private static ApiKey? Match(IReadOnlyList<ApiKey> keys, byte[] hash)
    {
        ApiKey? match = null;
        foreach (var key in keys)
            if (CryptographicOperations.FixedTimeEquals(key.Hash, hash)) match = key;
        return match;
    }

    private async Task<IReadOnlyList<ApiKey>> Read(TimeSpan age, CancellationToken ct)
    {
        if (_known is { } known && Stopwatch.GetElapsedTime(known.ReadAt) < age) return known.Keys;
        await _reading.WaitAsync(ct);
        try
        {
            if (_known is { } read && Stopwatch.GetElapsedTime(read.ReadAt) < age) return read.Keys;
            var (changes, now) = (Volatile.Read(ref _changes), Stopwatch.GetTimestamp());
            var fresh = new Known(await KeyTable.InForce(source, clock.GetUtcNow(), ct), now);
            // What was read while a key was being revoked here may still have it.
            if (changes == Volatile.Read(ref _changes)) _known = fresh;
            return fresh.Keys;
        }
        finally
        {
            _reading.Release();
        }
    }
}
