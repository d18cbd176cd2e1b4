namespace PackageBilling.Host;

/// <summary>An import as others see it.</summary>
/// <param name="ImportId">Its id.</param>
/// <param name="Status">checking, importing, trying (a dry run), simulating, ended or failed.</param>
/// <param name="File">The file that it is at.</param>
/// <param name="Done">Rows of the file that are decided.</param>
/// <param name="Rows">Rows of the file.</param>
/// <param name="Actor">Who imports.</param>
/// <param name="StartedAt">Since when.</param>
internal sealed record ImportUnderWay(
    string ImportId, string Status, string? File, int Done, int Rows, string Actor, DateTimeOffset StartedAt);

/// <summary>The imports of this node. Others have theirs; what an import has brought in is in the log
/// for all.</summary>
internal sealed class ImportsHere : IAsyncDisposable
{
    /// <summary>Imports that ended whose rejects are kept.</summary>
    public const int Kept = 10;

    private readonly Queue<OneImport> _all = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _lock = new();

    /// <summary>Waits until no other import is under way here: two at once would take twice the memory
    /// and be no faster.</summary>
    public async Task<IDisposable> Turn(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        return new Release(_turn);
    }

    public OneImport Begin(string importId, string actor, DateTimeOffset now)
    {
        var import = new OneImport(new(importId, "checking", null, 0, 0, actor, now));
        lock (_lock)
        {
            _all.Enqueue(import);
            while (_all.Count > Kept) _ = _all.Dequeue().DisposeAsync().AsTask();
        }
        return import;
    }

    /// <summary>The newest first.</summary>
    public IReadOnlyList<ImportUnderWay> All()
    {
        lock (_lock) return [.. _all.Reverse().Select(import => import.Seen)];
    }

    /// <summary>The rejects of an import that has ended; null when they are not kept, or not all there yet.</summary>
    public Rejects? RejectsOf(string importId)
    {
        lock (_lock)
            return _all.FirstOrDefault(import => import.ImportId == importId
                && import.Seen.Status is "ended" or "failed")?.Rejects;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var import in _all) await import.DisposeAsync();
        _turn.Dispose();
    }

    private sealed class Release(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}

/// <summary>One import and what did not go in.</summary>
internal sealed class OneImport(ImportUnderWay begun) : IAsyncDisposable
{
    private volatile ImportUnderWay _seen = begun;

    public string ImportId => _seen.ImportId;

    public ImportUnderWay Seen => _seen;

    public Rejects Rejects { get; } = new();

    public void Say(string status, string? file, int done, int rows) =>
        _seen = _seen with { Status = status, File = file, Done = done, Rows = rows };

    public ValueTask DisposeAsync() => Rejects.DisposeAsync();
}
