namespace PackageBilling.Foundation;

/// <summary>
/// Runs a handler again when somebody else has appended to a stream since it was loaded: the decision is made anew on
/// what is true now, when it is this request's turn with the stream.
/// </summary>
internal sealed class RetryOnConflict<TRequest, TAnswer>(StreamQueues turns) : IPipelineBehavior<TRequest, TAnswer>
{
    // Each round somebody makes progress, so this many rounds are lost only to that many faster writers of one stream.
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
