using System.Buffers;
using System.Threading.Channels;

namespace PackageBilling.Auditing.Replay;

/// <summary>
/// Replays runs: folds the log once, from the nearest sealed checkpoint or from zero, stops at each position at which a
/// part was decided, decides it again by the run's own rules and compares. No read model is consulted, so what they
/// hold, or whether they are there at all, changes nothing (I6, I7).
/// </summary>
internal sealed class Replayer(IEventLog log, FoldedBooks books, Engines engines, SealedRuns seals)
{
    private sealed record Waiting(
        RunReplay Run, ChargeRunPartPosted Part, PackagesOn Packages, RunTerms Terms,
        IReadOnlyList<CustomerBook> Customers);

    /// <param name="runIds">The runs; each has ended.</param>
    /// <param name="fromZero">Whether the log is folded from its first event and no checkpoint is used.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<ReplayView>> Replay(
        IReadOnlyList<string> runIds, bool fromZero, CancellationToken ct)
    {
        var runs = new List<RunReplay>();
        foreach (var runId in runIds) runs.Add(new(await RecordedRun.Load(log, runId, ct)));
        await seals.WaitBriefly(ct);
        using var memory = new FoldingMemory();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var waiting = Channel.CreateBounded<Waiting>(ReplayLimits.PartsWaiting);
        var deciders = Enumerable.Range(0, ReplayLimits.Deciders)
            .Select(_ => Task.Run(() => DecideAll(waiting.Reader, stop), ct)).ToList();
        var foldedFrom = 0L;
        try
        {
            foldedFrom = await Fold(runs, fromZero, waiting.Writer, stop.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // A decider failed and stopped the reading; its own error is thrown below.
        }
        finally
        {
            waiting.Writer.Complete();
        }
        await Task.WhenAll(deciders);
        var views = new List<ReplayView>();
        foreach (var run in runs)
            views.Add(await run.View(log, await seals.Event(run.Recorded.Started.RunId, ct), foldedFrom, ct));
        return views;
    }

    /// <returns>The position that the book was folded from.</returns>
    private async Task<long> Fold(
        List<RunReplay> runs, bool fromZero, ChannelWriter<Waiting> waiting, CancellationToken ct)
    {
        var stops = new Queue<(RunReplay Run, ChargeRunPartPosted Part)>(runs
            .SelectMany(run => run.Recorded.Parts.Select(part => (run, part))).OrderBy(stop => stop.part.Position));
        if (stops.Count == 0) return 0;
        var partsLeft = runs.GroupBy(run => run.Recorded.Started.Date)
            .ToDictionary(group => group.Key, group => group.Sum(run => run.Recorded.Parts.Count));
        var first = stops.Peek().Part.Position;
        var last = runs.SelectMany(run => run.Recorded.Parts).Max(part => part.Position);
        var (book, types) = await books.Begin(partsLeft.Keys, first, last, fromZero, ct);
        var foldedFrom = book.Position;
        PackagesOn? packages = null;
        await foreach (var stored in LogReading.EventsAhead(log, foldedFrom, last, types, ct))
        {
            while (stops.TryPeek(out var stop) && stop.Part.Position < stored.Position) await Stop(stops.Dequeue());
            book.Apply(stored);
            packages = null;
        }
        while (stops.TryDequeue(out var stop)) await Stop(stop);
        return foldedFrom;

        async Task Stop((RunReplay Run, ChargeRunPartPosted Part) stop)
        {
            var (started, part) = (stop.Run.Recorded.Started, stop.Part);
            var terms = started.Terms;
            if (packages?.Date != started.Date) packages = book.Packages(started.Date);
            var deferred = part.Deferred.ToHashSet(StringComparer.Ordinal);
            var customers = book.Customers(packages, terms, new(part.After, part.Through, part.Customers))
                .Where(customer => !deferred.Contains(customer.CustomerId))
                .Select(customer => book.WithSpend(customer, packages)).ToList();
            await waiting.WriteAsync(new(stop.Run, part, packages, terms, customers), ct);
            if (--partsLeft[started.Date] == 0) book.Forget(started.Date);
        }
    }

    private async Task DecideAll(ChannelReader<Waiting> waiting, CancellationTokenSource stop)
    {
        var formats = new ArrayBufferWriter<byte>();
        try
        {
            await foreach (var part in waiting.ReadAllAsync(stop.Token))
            {
                var started = part.Run.Recorded.Started;
                var decide = engines.Of(started.EngineVersion);
                var decided = part.Customers
                    .Select(customer => DecidedAgain.Of(
                        part.Part.Position, started.Date, decide(customer, part.Packages, part.Terms), formats))
                    .ToList();
                var postings = await part.Run.Postings(log, stop.Token);
                var differences = await PartReplay.Compare(log, started, part.Part, postings, decided, stop.Token);
                await part.Run.Add(log, decided, differences, stop.Token);
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }
}
