using System.Collections.Concurrent;

namespace PackageBilling.Host;

/// <summary>Rebuilds that were asked of this node: they go on when the one who asked has gone.</summary>
internal sealed class Rebuilds(ISubscriptions subscriptions, ILogger<Rebuilds> logger) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _asked = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Begins one, unless one that was asked for is under way here.</summary>
    public void Begin(string projection)
    {
        if (_asked.TryGetValue(projection, out var before) && before.Value.IsCompleted)
            _asked.TryRemove(KeyValuePair.Create(projection, before));
        _ = _asked.GetOrAdd(projection, name => new(() => Task.Run(() => Run(name)))).Value;
    }

    /// <summary>Whether one is under way here.</summary>
    public bool IsUnderWay(string projection) =>
        _asked.TryGetValue(projection, out var task) && !task.Value.IsCompleted;

    /// <summary>Why the last one here failed; null when it did not.</summary>
    public string? ErrorOf(string projection) =>
        _asked.TryGetValue(projection, out var task) && task.Value.IsCompletedSuccessfully ? task.Value.Result : null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var task in _asked.Values) await task.Value;
        _stop.Dispose();
    }

    private async Task<string?> Run(string projection)
    {
        try
        {
            await subscriptions.Rebuild(projection, _stop.Token);
            return null;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return "The node ended.";
        }
        catch (Exception e)
        {
            logger.LogError(e, "{Projection} could not be rebuilt", projection);
            return e.Message;
        }
    }
}
