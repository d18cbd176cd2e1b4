namespace PackageBilling.Billing.Simulations.Comparisons;

/// <summary>Gets the lines of both sides of a comparison.</summary>
internal sealed class SideReader(IEventLog log, RunLines runLines, BookDecisions decisions, Simulation.Reading reading)
{
    public async Task<(SideLines Left, SideLines Right)> Read(Side left, Side right, CancellationToken ct)
    {
        var (leftRun, rightRun) = (await Run(left, ct), await Run(right, ct));
        return (await Lines(left, leftRun, rightRun, ct), await Lines(right, rightRun, leftRun, ct));
    }

    private async Task<RecordedRun?> Run(Side side, CancellationToken ct) =>
        side.RunId is null ? null : await RecordedRun.Load(log, side.RunId, ct);

    private async Task<SideLines> Lines(Side side, RecordedRun? run, RecordedRun? other, CancellationToken ct)
    {
        var lines = new List<ReportLine>();
        if (run is not null)
        {
            await foreach (var line in runLines.All(run.Started.RunId, run.Started.Date, ct)) Add(lines, line);
            lines.Sort(ReportLine.Order);
            return new(run.Started.Date, run.Position,
                run.Parts.Select(part => part.Position).DefaultIfEmpty(run.StartedAt).Max(), lines);
        }
        var (terms, view) = await reading.Of(side.Simulation, ct);

        // Beside a run of its date a simulation counts what was posted before that run;
        // otherwise everything would be charged already.
        if (other is not null && other.Started.Date == terms.Date) view = view with { PostedAt = other.Position };
        var position = 0L;
        await foreach (var outcome in decisions.Of(terms, view, opened => position = opened, ct))
            foreach (var line in outcome.Lines) Add(lines, ReportLine.Of(terms.Date, outcome.Customer, line));
        return new(terms.Date, position, position, lines);
    }

    private static void Add(List<ReportLine> lines, ReportLine line)
    {
        if (lines.Count == TimeTravelLimits.ComparedLines)
            throw Problem.Rule("customerIds",
                $"must be given when there are more than {TimeTravelLimits.ComparedLines} lines to compare");
        lines.Add(line);
    }
}
