namespace PackageBilling.Foundation;

/// <summary>
/// Requests that lost a race for a stream wait here for their turn, so that many writers of one stream go one after the
/// other and do not all decide again whenever one of them succeeds. It holds on one node; between nodes the stream's
/// version still decides.
/// </summary>
internal sealed class StreamQueues
{
    private readonly Dictionary<string, Queue<TaskCompletionSource>> _waiting = new(StringComparer.Ordinal);

    /// <summary>The streams that a request has its turn with.</summary>
    public int Count
    {
        get
        {
            lock (_waiting) return _waiting.Count;
        }
    }

    /// <summary>Waits for the turn; disposing the answer gives it to the next. Take no second one meanwhile:
    /// two that wait for each other's would wait for ever.</summary>
    public async Task<IDisposable> Enter(string streamId, CancellationToken ct)
    {
        TaskCompletionSource? turn = null;
        lock (_waiting)
        {
            if (_waiting.TryGetValue(streamId, out var queue))
                queue.Enqueue(turn = new(TaskCreationOptions.RunContinuationsAsynchronously));
            else _waiting.Add(streamId, new());
        }
        if (turn is not null)
        {
            // A request that gives up is skipped; if it was just given its turn, it passes it on.
            await using var giveUp = ct.UnsafeRegister(_ => turn.TrySetCanceled(ct), null);
            await turn.Task;
        }
        return new Turn(this, streamId);
    }

    private void Leave(string streamId)
    {
        lock (_waiting)
        {
            var queue = _waiting[streamId];
            while (queue.TryDequeue(out var next))
                if (next.TrySetResult()) return;
            _waiting.Remove(streamId);
        }
    }

    private sealed class Turn(StreamQueues turns, string streamId) : IDisposable
    {
        private bool _left;

        public void Dispose()
        {
            if (_left) return;
            _left = true;
            turns.Leave(streamId);
        }
    }
}
