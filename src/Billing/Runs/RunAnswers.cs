namespace PackageBilling.Billing.Runs;

/// <summary>
/// A run as its own events tell it: what a command that has started or changed one answers. A read model that is behind
/// delays no answer, and a caller whose run was started always learns its id.
/// </summary>
internal sealed class RunAnswers(IEventLog log, IRunSeals seals, RunLines lines)
{
    /// <summary>The run as it is now; its totals are those of the parts done so far.</summary>
    public async Task<RunView> Of(string runId, CancellationToken ct) => (await Read(runId, ct)).View;

    /// <summary>The same once the run has ended, with its seal if that is made soon:
    /// for a caller who asked to wait.</summary>
    public async Task<RunView> Ended(string runId, CancellationToken ct) => await WithSeal(await Of(runId, ct), ct);

    /// <summary>The report of a run that has ended and is small enough for one.</summary>
    public async Task<Report> Report(string runId, CancellationToken ct)
    {
        var (view, from, through) = await Read(runId, ct);
        view = await WithSeal(view, ct);
        var (shown, accounts) = await lines.Small(await Parts(runId, from, through, ct), view.Date, ct);
        return new(view.RunId, null, false, view.Date, view.Position, view.Totals, shown, accounts, null,
            null, view.Seal, view.Head);
    }

    // Between both positions are the events of all its parts.
    private async Task<(RunView View, long From, long Through)> Read(string runId, CancellationToken ct)
    {
        var stream = await log.ReadStream(Streams.Run(runId), ct);
        if (stream is not [{ Data: ChargeRunStarted started } first, ..])
            throw Problem.NotFound("runId", "charge run", runId);
        var phase = RunState.Of(stream)!.Phase;
        var completed = stream.Select(stored => stored.Data).OfType<ChargeRunCompleted>().FirstOrDefault();
        var failed = stream.Select(stored => stored.Data).OfType<ChargeRunFailed>().FirstOrDefault();
        var hasEnded = phase is not (RunPhase.Running or RunPhase.Paused);
        var through = hasEnded ? stream[^1].Position : await log.Tail(ct);
        var totals = completed?.Totals ?? await SoFar(runId, first.Position, through, ct);
        var view = new RunView(
            runId, started.Kind.Text(), started.Date, RunView.StatusText(phase), completed?.Position,
            started.EngineVersion, TotalsView.Of(totals),
            null, failed?.Error, first.Metadata.Actor, first.Metadata.Reason, first.Metadata.RecordedAt,
            hasEnded ? stream[^1].Metadata.RecordedAt : null, null, RunIntervention.Of(stream));
        return (await Sealed(view, ct), first.Position, through);
    }

    private async Task<RunView> WithSeal(RunView view, CancellationToken ct)
    {
        if (!view.HasEnded || view.Seal is not null) return view;
        await seals.WaitBriefly(ct);
        return await Sealed(view, ct);
    }

    private async Task<RunView> Sealed(RunView view, CancellationToken ct)
    {
        var (seal, head) = await seals.Of(view.RunId, ct);
        return view with { Seal = seal, Head = head };
    }

    private async Task<RunTotals> SoFar(string runId, long from, long through, CancellationToken ct)
    {
        var totals = new TotalsSum();
        foreach (var stored in await Parts(runId, from, through, ct))
            totals.Add(((ChargeRunPartPosted)stored.Data).Totals);
        return totals.Sum();
    }

    private async Task<IReadOnlyList<StoredEvent>> Parts(string runId, long from, long through, CancellationToken ct)
    {
        var parts = new List<StoredEvent>();
        await foreach (var stored in log.ReadAll(from, through, [typeof(ChargeRunPartPosted)], ct))
            if (stored.Data is ChargeRunPartPosted part && part.RunId == runId) parts.Add(stored);
        return parts;
    }
}
