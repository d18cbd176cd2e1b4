using System.Collections.Concurrent;
using System.Data;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace PackageBilling.Billing.Runs;

/// <summary>
/// Carries a run out, or carries on with one that was broken off: reads the book in one snapshot, decides customer by
/// customer, posts part by part, and decides those again whose accounts moved on meanwhile.
/// </summary>
internal sealed class ChargeRunExecution(
    NpgsqlDataSource source, IEventLog log, ISubscriptions subscriptions, PartPoster poster, Engines engines,
    RunShares shares, TimeProvider clock, ILogger<ChargeRunExecution> logger)
{
    /// <summary>How long a run waits for the book to cover what was committed before it.</summary>
    private static readonly TimeSpan BookPatience = TimeSpan.FromMinutes(30);

    /// <summary>Runs until the run ends or stands still; does nothing when it does already,
    /// or another node carries it out.</summary>
    public async Task Execute(string runId, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        if (!await RunLock.Try(connection, Streams.Run(runId), ct)) return;
        try
        {
            while (await GoOn(await log.ReadStream(Streams.Run(runId), ct), ct)) { }
        }
        finally
        {
            await RunLock.Release(connection, Streams.Run(runId));
        }
    }

    /// <summary>Posts what is left of one share of a run; posts nothing while another node does.</summary>
    /// <returns>Whether there is more to do: the share is not done, and the run goes on.</returns>
    public async Task<bool> ExecuteShare(string runId, int number, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var locked = await RunLock.Try(connection, RunShare.Lock(runId, number), ct);
        try
        {
            var stream = await log.ReadStream(Streams.Run(runId), ct);
            if (RunState.Of(stream) is not { Phase: RunPhase.Running, Shares: { } all, Run: var run }) return false;
            var progress = await Progress(run, stream[^1].Version, stream[0].Position, all[number - 1], ct);
            if (locked) await PostLeft(progress, Metadata(runId, stream[0]), ct);
            return !progress.IsDone;
        }
        catch (RunMovedOnException)
        {
            return true;
        }
        finally
        {
            if (locked) await RunLock.Release(connection, RunShare.Lock(runId, number));
        }
    }

    /// <summary>Posts what is left; whether somebody paused, resumed or ended the run meanwhile.</summary>
    private async Task<bool> GoOn(IReadOnlyList<StoredEvent> stream, CancellationToken ct)
    {
        if (RunState.Of(stream) is not { Phase: RunPhase.Running, Run: var run } state) return false;
        var (started, version) = (stream[0], stream[^1].Version);
        var metadata = Metadata(run.RunId, started);
        var progress = state.Shares is null
            ? await Progress(run, version, started.Position, null, ct) : new RunProgress(run, version);

        // What was known when it was asked for is never missed, however long an old transaction holds
        // the safe position back.
        await subscriptions.WaitFor(BookProjection.ProjectionName, started.Position, BookPatience, ct);
        try
        {
            if (state.Shares is not null) await shares.RunAll(state, progress, started.Position, ct);
            else if (progress.Position is null && await shares.Divide(run, version, metadata, ct)) return true;
            else await PostLeft(progress, metadata, ct);
            await log.Append(
                [new(Streams.Run(run.RunId), version,
                    [new ChargeRunCompleted(run.RunId, progress.Position ?? started.Position, progress.Totals)])],
                metadata with { RecordedAt = clock.GetUtcNow() }, null, ct);
        }
        catch (RunMovedOnException)
        {
            return true;
        }
        catch (StreamConflictException e) when (e.StreamId == Streams.Run(run.RunId))
        {
            return true;
        }
        logger.LogInformation("Charge run {RunId} for {Date} is complete: {Lines} lines", run.RunId,
            Dates.Text(run.Date), progress.Totals.ByCurrency.Sum(sum => sum.Lines));
        return false;
    }

    /// <summary>Ends a run that cannot go on.</summary>
    public async Task Fail(string runId, string error, CancellationToken ct)
    {
        var stream = await log.ReadStream(Streams.Run(runId), ct);
        if (RunState.Of(stream)?.Phase != RunPhase.Running) return;
        await log.Append([new(Streams.Run(runId), stream[^1].Version, [new ChargeRunFailed(runId, error)])],
            stream[0].Metadata with { RecordedAt = clock.GetUtcNow(), CorrelationId = runId }, null, ct);
    }

    private async Task<RunProgress> Progress(
        ChargeRunStarted run, long version, long startedAt, RunShare? share, CancellationToken ct)
    {
        var progress = new RunProgress(run, version, share);
        await foreach (var stored in log.ReadAll(
            startedAt, await log.SafePosition(ct), [typeof(ChargeRunPartPosted)], ct))
            if (stored.Data is ChargeRunPartPosted part && part.RunId == run.RunId) progress.Add(part);
        return progress;
    }

    private static EventMetadata Metadata(string runId, StoredEvent started) =>
        started.Metadata with { CorrelationId = runId, CausationId = started.Id.ToString() };

    private async Task PostLeft(RunProgress progress, EventMetadata metadata, CancellationToken ct)
    {
        foreach (var range in progress.Left()) await PostRange(progress, metadata, range, ct);
        await DecideDeferred(progress, metadata, ct);
    }

    /// <summary>Decides those customers again whose accounts had moved on, until none is left.</summary>
    private async Task DecideDeferred(RunProgress progress, EventMetadata metadata, CancellationToken ct)
    {
        for (var (round, least) = (0, int.MaxValue); progress.Deferred.Count > 0; round++)
        {
            if (progress.Deferred.Count < least) (round, least) = (0, progress.Deferred.Count);
            if (round == RunLimits.Rounds) throw new InvalidOperationException($"{least} accounts never stood still.");
            var customers = progress.Deferred.Take(RunLimits.CustomersPerPart).ToList();
            await PostRange(progress, metadata, CustomerRange.All with { CustomerIds = customers }, ct);
        }
    }

    private async Task PostRange(
        RunProgress progress, EventMetadata metadata, CustomerRange range, CancellationToken ct)
    {
        await subscriptions.WaitFor(BookProjection.ProjectionName, await log.SafePosition(ct), BookPatience, ct);
        using var bulk = subscriptions.WriteInBulk();
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var reader = new BookReader(snapshot, BookView.Now, subscriptions);
        var terms = progress.Run.Terms;
        var packages = await reader.Packages(terms.Date, ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var parts = Channel.CreateBounded<RunPart>(RunLimits.Posters);
        var free = new ConcurrentBag<RunPart>();
        var posters = Enumerable.Range(0, RunLimits.Posters)
            .Select(_ => Task.Run(() => PostAll(progress, metadata, parts.Reader, free, stop), ct)).ToList();
        try
        {
            await foreach (var part in Parts(progress, reader, packages, terms, range, free, stop.Token))
                await parts.Writer.WriteAsync(part, stop.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // A poster failed and stopped the reading; its own error is thrown below.
        }
        finally
        {
            parts.Writer.Complete();
            await Task.WhenAll(posters)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        var errors = posters.Where(task => task.IsFaulted).Select(task => task.Exception!.InnerException!).ToList();
        if (errors.Find(error => error is not OperationCanceledException) is { } error)
            ExceptionDispatchInfo.Throw(error);
        await Task.WhenAll(posters);
    }

    private async Task PostAll(RunProgress progress, EventMetadata metadata, ChannelReader<RunPart> parts,
        ConcurrentBag<RunPart> free, CancellationTokenSource stop)
    {
        // One for all parts: each connection is a process of the server, and a fresh one would first have to map
        // the pages that the last one had.
        await using var connection = source.CreateConnection();
        try
        {
            await foreach (var part in parts.ReadAllAsync(stop.Token))
            {
                // With the first part: there may be none for this poster.
                if (connection.State != ConnectionState.Open) await connection.OpenAsync(stop.Token);
                var posted = await poster.Post(connection, progress.Run, progress.Version,
                    metadata with { RecordedAt = clock.GetUtcNow() }, part, stop.Token);
                lock (progress) progress.Add(posted);
                free.Add(part);
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async IAsyncEnumerable<RunPart> Parts(
        RunProgress progress, BookReader reader, PackagesOn packages, RunTerms terms, CustomerRange range,
        ConcurrentBag<RunPart> free, [EnumeratorCancellation] CancellationToken ct)
    {
        var decide = engines.Of(progress.Run.EngineVersion);
        var (after, last, part) = (range.After, range.After, Begin());
        await foreach (var customer in reader.Customers(packages, terms, range, ct))
        {
            if (part.IsFull && range.CustomerIds is null)
            {
                yield return End(last);
                (after, part) = (last, Begin());
            }
            part.Add(progress.Run, decide(customer, packages, terms));
            last = customer.CustomerId;
        }

        // A part of named customers is recorded even when they owe nothing any more, so that they count as done.
        if (part.Customers.Count > 0 || range.CustomerIds is not null) yield return End(range.Through);

        RunPart Begin()
        {
            var begun = free.TryTake(out var posted) ? posted : new();
            begun.Begin(reader.Position);
            return begun;
        }

        RunPart End(string? through)
        {
            int number;
            lock (progress) number = progress.NextPart();
            return part.End(number, new(after, through, range.CustomerIds));
        }
    }
}
