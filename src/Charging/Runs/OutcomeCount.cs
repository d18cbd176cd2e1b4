namespace PackageBilling.Charging.Runs;

/// <summary>Counts assignments by where they end in the report and lines by their outcome,
/// and adds lines up per currency.</summary>
internal sealed class OutcomeCount
{
    private int _considered, _charged, _alreadyCharged, _skipped, _quarantined;
    private int _alreadyChargedLines, _skippedLines, _quarantinedLines;

    /// <summary>Counts one assignment, whose lines are those from <paramref name="first"/> on.</summary>
    public void Add(List<DecidedLine> lines, int first)
    {
        _considered++;
        var (charged, already, quarantined) = (false, false, false);
        for (var i = first; i < lines.Count; i++)
            switch (lines[i].Outcome)
            {
                case LineOutcome.Charged: charged = true; break;
                case LineOutcome.AlreadyCharged: (already, _alreadyChargedLines) = (true, _alreadyChargedLines + 1);
                break;
                case LineOutcome.Quarantined: (quarantined, _quarantinedLines) = (true, _quarantinedLines + 1); break;
                default: _skippedLines++; break;
            }
        if (quarantined) _quarantined++;
        else if (charged) _charged++;
        else if (already) _alreadyCharged++;
        else _skipped++;
    }

    /// <summary>What was counted, with the charged lines of one customer added up.</summary>
    public RunTotals Totals(string currency, List<DecidedLine> lines)
    {
        var (posted, retail, cost, debited) = (0, 0m, 0m, 0m);
        foreach (var (line, _, outcome, _) in lines)
        {
            if (outcome != LineOutcome.Charged) continue;
            posted++;
            retail += line.Retail;
            cost += line.Cost;
            if (line.DebitsCredit) debited += line.Retail;
        }
        return new(_considered, _charged, _alreadyCharged, _skipped, _quarantined,
            posted == 0 ? [] : [new(currency, posted, retail, cost, debited)], _alreadyChargedLines,
            _skippedLines, _quarantinedLines);
    }
}
