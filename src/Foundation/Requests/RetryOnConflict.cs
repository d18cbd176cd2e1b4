namespace PackageBilling.Foundation;

/// <summary>
/// Runs a handler again when another request has appended to a stream since it was loaded.
/// It decides anew on the current state, when it is this request's turn.
/// </summary>
internal sealed class RetryOnConflict<TRequest, TAnswer>(StreamQueues turns) : IPipelineBehavior<TRequest, TAnswer>
{
    // In each round one writer succeeds, so a request loses this many rounds only to as many faster
    // writers of the same stream.
    private const int MaxRounds = 100;

    public async Task<TAnswer> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        var (turn, stream) = ((IDisposable?)null, "");
        try
        {
            for (var round = 1; ; round++)
            {
                try
                {
                    return await next();
                }
                catch (StreamConflictException conflict) when (round < MaxRounds)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (conflict.StreamId == stream) continue;
                    turn?.Dispose();
                    (turn, stream) = (await turns.Enter(conflict.StreamId, cancellationToken), conflict.StreamId);
                }
            }
        }
        finally
        {
            turn?.Dispose();
        }
    }
}
