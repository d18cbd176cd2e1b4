namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>
/// The first event behind each difference: after what stands was decided, and about a date that matters to the line.
/// Found in one pass over the log for all lines.
/// </summary>
internal sealed class FirstEvents
{
    private static readonly IReadOnlyCollection<Type> EventTypes =
    [
        typeof(PackageDefined), typeof(PackageRevised), .. AssignmentBook.EventTypes,
        typeof(LineReversed), .. ICallsEvent.Types,
    ];

    private readonly Dictionary<string, Dictionary<Asked, EventView?>> _facts = new(StringComparer.Ordinal);

    /// <summary>What is asked about one thing; many lines ask the same.</summary>
    /// <param name="After">Only events after this position.</param>
    /// <param name="Date">The line's business date: what takes effect later is not about it.</param>
    /// <param name="From">The first date whose calls count for it.</param>
    private readonly record struct Asked(long After, DateOnly Date, DateOnly? From)
    {
        public static Asked Of(ImpactLine line) =>
            new(line.After, line.Correction.Date, line.Correction.Due?.IntervalFrom);
    }

    /// <summary>Looks for the first event up to a position for each line.</summary>
    public static async Task<FirstEvents> Find(
        IEventLog log, long through, IReadOnlyList<ImpactLine> lines, CancellationToken ct)
    {
        var facts = new FirstEvents();
        foreach (var line in lines)
            foreach (var key in About(line))
            {
                if (!facts._facts.TryGetValue(key, out var asked)) facts._facts[key] = asked = [];
                asked.TryAdd(Asked.Of(line), null);
            }
        if (lines.Count == 0) return facts;
        await foreach (var stored in log.ReadAll(lines.Min(line => line.After), through, EventTypes, ct))
            if (facts._facts.TryGetValue(About(stored.Data), out var asked))
                foreach (var one in asked.Where(one => one.Value is null && one.Key.After < stored.Position
                    && IsAbout(stored.Data, one.Key)).Select(one => one.Key).ToList())
                    asked[one] = EventView.Of(stored);
        return facts;
    }

    /// <summary>The first event behind a line; null when there is none.</summary>
    public EventView? Of(ImpactLine line) =>
        About(line).Select(key => _facts[key][Asked.Of(line)]).Where(fact => fact is not null)
            .MinBy(fact => fact!.Position);

    private static bool IsAbout(object fact, Asked asked) => fact switch
    {
        PackageRevised revised => revised.EffectiveFrom <= asked.Date,
        PackageAssigned assigned => assigned.StartDate <= asked.Date,
        AssignmentChanged changed => changed.EffectiveFrom <= asked.Date,
        // The last active date comes before the first paused one.
        AssignmentPaused paused => paused.From.AddDays(-1) <= asked.Date,
        AssignmentResumed resumed => resumed.On <= asked.Date,
        ICallsEvent rated => rated.Totals.Days.Any(day => day.Charged != 0 && day.Date < asked.Date
            && (asked.From is null || day.Date >= asked.From)),
        _ => true,
    };

    // What lines and events are about, as texts that are equal when they meet.
    private static IEnumerable<string> About(ImpactLine line)
    {
        yield return $"assignment {line.Correction.Line.AssignmentId}";
        yield return $"package {line.Correction.Line.PackageId}";
        yield return $"reversal {line.Correction.Corrects}";
        if (line.Correction.Of == ChargeKind.MinimumSpend) yield return $"calls {line.CustomerId}";
    }

    private static string About(object fact) => fact switch
    {
        PackageDefined package => $"package {package.PackageId}",
        PackageRevised package => $"package {package.PackageId}",
        IAssignmentEvent assignment => $"assignment {assignment.AssignmentId}",
        LineReversed reversed => $"reversal {reversed.Line.Id}",
        ICallsEvent calls => $"calls {calls.CustomerId}",
        _ => throw new InvalidOperationException($"No line rests on {fact.GetType().Name}."),
    };
}
