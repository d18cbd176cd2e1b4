namespace PackageBilling.Foundation;

/// <summary>Lets a read wait until what it reads covers everything committed when the request arrived (api:
/// "Reads see writes").</summary>
public sealed class ReadBarrier(IEventLog log, ISubscriptions subscriptions)
{
    /// <summary>How long a read waits before it answers 503.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Waits for a projection.</summary>
    /// <exception cref="NotYetVisibleException">It took longer than <see cref="Patience"/>.</exception>
    public Task Cover(string projection, CancellationToken ct) => Cover(projection, Patience, ct);

    /// <summary>Waits for a projection as long as the caller can:
    /// an import waits for what it has just brought in itself.</summary>
    /// <exception cref="NotYetVisibleException">It took longer than <paramref name="patience"/>.</exception>
    public async Task Cover(string projection, TimeSpan patience, CancellationToken ct) =>
        await subscriptions.WaitFor(projection, await log.Tail(ct), patience, ct);
}
