namespace PackageBilling.Auditing.Explain;

/// <summary>The calls that a line has counted: all of them added up, and the largest few one by one.</summary>
/// <param name="From">The first local date, inclusive.</param>
/// <param name="Through">The last one, inclusive; null while nothing ends the window.</param>
/// <param name="Did">Only this DID's; null for all of the customer's.</param>
/// <param name="Calls">How many there are.</param>
/// <param name="BilledSeconds">Their seconds.</param>
/// <param name="FreeSeconds">
/// The seconds of them that free minutes covered; for a line that grants free minutes, those that came from it.
/// </param>
/// <param name="Charged">What they were charged.</param>
/// <param name="Largest">
/// The largest ones, at most <see cref="Shown"/>; the customer's list of calls for these dates has all of them.
/// </param>
internal sealed record CountedCalls(
    DateOnly From, DateOnly? Through, string? Did, long Calls, long BilledSeconds, long FreeSeconds, decimal Charged,
    IReadOnlyList<CountedCall> Largest)
{
    /// <summary>Calls shown one by one.</summary>
    public const int Shown = 20;
}

/// <summary>One of them. Its number is in the customer's list of calls, as long as it was not erased.</summary>
/// <param name="CallId">The switch's id.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="LocalDate">The date that it belongs to.</param>
/// <param name="BilledSeconds">Its seconds.</param>
/// <param name="FreeSeconds">Seconds of it that free minutes covered, or that came from the line's own.</param>
/// <param name="Charged">What it was charged.</param>
/// <param name="Position">The position of the event that holds it.</param>
internal sealed record CountedCall(
    string CallId, DateTimeOffset StartedAt, DateOnly LocalDate, int BilledSeconds, int FreeSeconds, decimal Charged,
    long Position);

/// <summary>Finds the calls behind a line in the log, event by event; only the largest few are held.</summary>
internal sealed class CallsBehind(CallEvents events)
{
    /// <summary>The calls whose charges a minimum spend counted, as they were known when it was decided.</summary>
    public async Task<CountedCalls?> OfMinimum(ChargesPosted charges, ChargeLine line, CancellationToken ct)
    {
        if (line is not { Kind: ChargeKind.MinimumSpend, IntervalFrom: { } from, IntervalTo: { } before }) return null;
        var didKey = line.Did is { } did ? DidPseudonym.Of(did) : null;
        return await Sum(charges.CustomerId, from, before.AddDays(-1), line.Did, charges.DecidedAt, call =>
            didKey is null || (call.DidKey is { } key && key.AsSpan().SequenceEqual(didKey))
                ? call.FreeSeconds
                : null, ct);
    }

    /// <summary>The calls recorded by now that used the free minutes of a window.</summary>
    public async Task<CountedCalls> OfWindow(
        string customerId, MinutesGrant grant, MinutesWindow window, CancellationToken ct) =>
        await Sum(customerId, window.From, window.To, grant.Did, long.MaxValue, call =>
            call.Uses?.Where(use => use.AssignmentId == grant.AssignmentId && use.WindowFrom == window.From && !use.IsCarriedOver)
                .Sum(use => use.Seconds) is > 0 and var seconds ? seconds : null, ct);

    private async Task<CountedCalls> Sum(
        string customerId, DateOnly from, DateOnly? through, string? did, long known, Func<RatedCall, int?> counts,
        CancellationToken ct)
    {
        var sum = new CountedCalls(from, through, did, 0, 0, 0, 0, []);
        var largest = new PriorityQueue<CountedCall, (decimal, int)>();
        await foreach (var stored in events.Between(customerId, 0, from, through ?? Dates.Max, ct))
        {
            if (stored.Position > known) break;
            foreach (var call in ((CallsRated)stored.Data).Calls)
            {
                if (call.LocalDate < from || call.LocalDate > through || counts(call) is not { } free) continue;
                sum = sum with
                {
                    Calls = sum.Calls + 1,
                    BilledSeconds = sum.BilledSeconds + call.BilledSeconds,
                    FreeSeconds = sum.FreeSeconds + free,
                    Charged = sum.Charged + call.Charged,
                };
                var counted = new CountedCall(
                    call.CallId, call.StartedAt, call.LocalDate, call.BilledSeconds, free, call.Charged,
                    stored.Position);
                largest.Enqueue(counted, (call.Charged, free));
                if (largest.Count > CountedCalls.Shown) largest.Dequeue();
            }
        }
        return sum with
        {
            Largest =
            [
                .. largest.UnorderedItems.Select(item => item.Element)
                    .OrderByDescending(call => call.Charged).ThenByDescending(call => call.FreeSeconds)
                    .ThenBy(call => call.CallId, StringComparer.Ordinal),
            ],
        };
    }
}
