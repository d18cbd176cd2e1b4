using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PackageBilling.Billing.Invoices.Closing;

/// <summary>
/// Carries a closing out, or goes on with one that was broken off. Any node takes a share that no other has; when a
/// node dies, its shares are free again with its connections. Customers who have their document are left out, so going
/// on issues none twice.
/// </summary>
internal sealed class ClosingExecution(
    NpgsqlDataSource source, IEventLog log, ISubscriptions subscriptions, ClosingReader reader, InvoicePoster poster,
    TimeProvider clock, ILogger<ClosingExecution> logger)
{
    /// <summary>How long a closing waits for the book to cover what was committed before it.</summary>
    private static readonly TimeSpan BookPatience = TimeSpan.FromMinutes(30);

    /// <summary>Does what this node can of it.</summary>
    /// <returns>Whether the closing goes on: other nodes have shares that are not complete.</returns>
    public async Task<bool> Execute(string closingId, CancellationToken ct)
    {
        var stream = await log.ReadStream(Streams.Closing(closingId), ct);
        if (ClosingState.Of(stream) is not { HasEnded: false } state) return false;
        var metadata = Metadata(stream[0]);
        var shares = new ConcurrentQueue<int>(
            Enumerable.Range(0, state.Shares).Where(share => !state.Completed.Contains(share)));
        await Task.WhenAll(Enumerable.Range(0, ClosingLimits.Lanes).Select(_ => Task.Run(async () =>
        {
            while (shares.TryDequeue(out var share)) await Share(state, share, metadata, ct);
        }, ct)));
        stream = await log.ReadStream(Streams.Closing(closingId), ct);
        state = ClosingState.Of(stream)!;
        if (state.HasEnded) return false;
        if (state.Completed.Count < state.Shares) return true;
        await Append(closingId, stream[^1].Version, new ClosingCompleted(closingId), metadata, ct);
        logger.LogInformation("The period through {Through} is closed ({ClosingId})",
            Dates.Text(state.Started.Through), closingId);
        return false;
    }

    /// <summary>Ends a closing that can't go on.</summary>
    public async Task Fail(string closingId, string error, CancellationToken ct)
    {
        var stream = await log.ReadStream(Streams.Closing(closingId), ct);
        if (ClosingState.Of(stream) is { HasEnded: false })
            await Append(closingId, stream[^1].Version, new ClosingFailed(closingId, error), Metadata(stream[0]), ct);
    }

    private async Task Share(ClosingState state, int share, EventMetadata metadata, CancellationToken ct)
    {
        var closingId = state.Started.ClosingId;
        var name = $"{Streams.Closing(closingId)}/{Dates.Text(state.Started.Through)}/{share}";
        await using var connection = await source.OpenConnectionAsync(ct);
        if (!await RunLock.Try(connection, name, ct)) return;
        try
        {
            // Whoever had the share before may have issued documents that the book did not have yet.
            await subscriptions.WaitFor(
                BookProjection.ProjectionName, await log.SafePosition(ct), BookPatience, ct);
            await foreach (var page in reader.Pages(state.Started, state.Range(share), ct))
                await Post(page, metadata, ct);
            await Complete(closingId, share, metadata, ct);
        }
        finally
        {
            await RunLock.Release(connection, name);
        }
    }

    private async Task Post(DecidedPage page, EventMetadata metadata, CancellationToken ct)
    {
        var decided = page.Decided;
        for (var round = 0; decided.Count > 0; round++)
        {
            if (round == ClosingLimits.Rounds)
                throw new InvalidOperationException($"{decided.Count} accounts keep changing.");
            var left = await poster.Post(decided, page.Closing.Send, metadata, ct);
            if (left.Count == 0) return;
            decided = await reader.Decide(
                page, [.. page.Customers.Where(customer => left.Contains(customer.CustomerId))], ct);
        }
    }

    private async Task Complete(string closingId, int share, EventMetadata metadata, CancellationToken ct)
    {
        while (true)
        {
            var stream = await log.ReadStream(Streams.Closing(closingId), ct);
            if (ClosingState.Of(stream) is not { HasEnded: false } state || state.Completed.Contains(share)) return;
            if (await Append(
                closingId, stream[^1].Version, new ClosingShareCompleted(closingId, share), metadata, ct)) return;
        }
    }

    /// <returns>Whether it was appended; not when another node was faster.</returns>
    private async Task<bool> Append(
        string closingId, long version, object fact, EventMetadata metadata, CancellationToken ct)
    {
        try
        {
            await log.Append([new(Streams.Closing(closingId), version, [fact])],
                metadata with { RecordedAt = clock.GetUtcNow() }, null, ct);
            return true;
        }
        catch (StreamConflictException)
        {
            return false;
        }
    }

    private static EventMetadata Metadata(StoredEvent started) => started.Metadata with
    {
        CorrelationId = ((ClosingStarted)started.Data).ClosingId, CausationId = started.Id.ToString(),
    };
}
