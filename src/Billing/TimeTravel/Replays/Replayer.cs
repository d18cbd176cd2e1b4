using System.Threading.Channels;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Replays runs: folds the log once, stops at each position at which a part was decided, decides it again by the run's own
/// rules and compares. No read model is consulted, so what they hold, or whether they are there at all, changes nothing (I6, I7).
/// </summary>
internal sealed class Replayer(IEventLog log, Engines engines, Seals seals, CallVault vault)
{
    private sealed record Waiting(RunReplay Run, ChargeRunPartPosted Part, PackagesOn Packages, RunTerms Terms, IReadOnlyList<CustomerBook> Customers);

    public async Task<IReadOnlyList<ReplayView>> Replay(IReadOnlyList<string> runIds, CancellationToken ct)
    {
        var runs = new List<RunReplay>();
        foreach (var runId in runIds) runs.Add(new(await RecordedRun.Load(log, runId, ct)));
        await seals.WaitALittle(ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var waiting = Channel.CreateBounded<Waiting>(TimeTravelLimits.PartsWaiting);
        var deciders = Enumerable.Range(0, TimeTravelLimits.Deciders).Select(_ => Task.Run(() => DecideAll(waiting.Reader, stop), ct)).ToList();
        try
        {
            await Fold(runs, waiting.Writer, stop.Token);
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
        foreach (var run in runs) views.Add(await run.View(log, await seals.Event(run.Recorded.Started.RunId, ct), ct));
        return views;
    }

    private async Task Fold(List<RunReplay> runs, ChannelWriter<Waiting> waiting, CancellationToken ct)
    {
        var byId = runs.ToDictionary(run => run.Recorded.Started.RunId, StringComparer.Ordinal);
        var book = new LogBook(runs.Select(run => run.Recorded.Started.Date));
        var partsLeft = runs.GroupBy(run => run.Recorded.Started.Date).ToDictionary(group => group.Key, group => group.Sum(run => run.Recorded.Parts.Count));
        var stops = new Queue<(RunReplay Run, ChargeRunPartPosted Part)>(runs
            .SelectMany(run => run.Recorded.Parts.Select(part => (run, part))).OrderBy(stop => stop.part.Position));
        PackagesOn? packages = null;
        await foreach (var stored in log.ReadAll(0, runs.Max(run => run.Recorded.EndedAt), LogBook.EventTypes, ct))
        {
            while (stops.TryPeek(out var stop) && stop.Part.Position < stored.Position) await Stop(stops.Dequeue());
            if (stored.Data is ChargesPosted posted && byId.TryGetValue(posted.RunId, out var of)) of.Posted++;
            book.Apply(stored);
            packages = null;
        }
        while (stops.TryDequeue(out var stop)) await Stop(stop);

        async Task Stop((RunReplay Run, ChargeRunPartPosted Part) stop)
        {
            var (started, part) = (stop.Run.Recorded.Started, stop.Part);
            var terms = RunTerms.Of(started);
            if (packages?.Date != started.Date) packages = book.Packages(started.Date);
            var deferred = part.Deferred.ToHashSet(StringComparer.Ordinal);
            var customers = book.Customers(packages, terms, new(part.After, part.Through, part.Customers))
                .Where(customer => !deferred.Contains(customer.CustomerId)).ToList();
            await PutSpend(customers, packages, book, ct);
            await waiting.WriteAsync(new(stop.Run, part, packages, terms, customers), ct);
            if (--partsLeft[started.Date] == 0) book.Forget(started.Date);
        }
    }

    // The secrets of DIDs are kept outside the log; they outlive the erasure of calls.
    private async Task PutSpend(List<CustomerBook> customers, PackagesOn packages, LogBook book, CancellationToken ct)
    {
        var needed = customers.Where(customer => book.NeedsSecret(customer, packages)).Select(customer => customer.CustomerId).ToList();
        var secrets = needed.Count == 0 ? [] : await vault.KnownSecrets(needed, ct);
        for (var i = 0; i < customers.Count; i++)
            customers[i] = book.WithSpend(customers[i], packages, secrets.GetValueOrDefault(customers[i].CustomerId));
    }

    private async Task DecideAll(ChannelReader<Waiting> waiting, CancellationTokenSource stop)
    {
        try
        {
            await foreach (var part in waiting.ReadAllAsync(stop.Token))
            {
                var started = part.Run.Recorded.Started;
                var decide = engines.Of(started.EngineVersion);
                var outcomes = part.Customers.Select(customer => decide(customer, part.Packages, part.Terms)).ToList();
                var recorded = await RecordedPart.Load(log, part.Part, started.Date, stop.Token);
                part.Run.Add(outcomes, recorded.Postings.Count, PartReplay.Compare(started, part.Part, recorded, outcomes));
            }
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }
}
