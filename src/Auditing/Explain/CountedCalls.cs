namespace PackageBilling.Auditing.Explain;

/// <summary>Finds the calls behind a line in the log, event by event; only the largest few are held.</summary>
internal sealed class CallsBehind(CallEvents events)
{
    /// <summary>The calls whose charges a minimum spend counted, as they were known when it was decided.</summary>
    public async Task<CountedCalls?> OfMinimum(ChargesPosted charges, ChargeLine line, CancellationToken ct)
    {
        if (line is not { Kind: ChargeKind.MinimumSpend, IntervalFrom: { } from, IntervalTo: { } before }) return null;
        var didKey = line.Did is { } did ? DidPseudonym.Of(did) : null;
        return await Sum(charges.CustomerId, from, before.AddDays(-1), line.Did, charges.DecidedAt, (call, now) =>
            didKey is null || (call.DidKey is { } key && key.AsSpan().SequenceEqual(didKey))
                ? now.FreeSeconds
                : null, ct);
    }

    /// <summary>The calls recorded by now that used the free minutes of a window.</summary>
    public async Task<CountedCalls> OfWindow(
        string customerId, MinutesGrant grant, MinutesWindow window, CancellationToken ct) =>
        await Sum(customerId, window.From, window.To, grant.Did, long.MaxValue, (_, now) =>
            now.Uses?.Where(use => use.AssignmentId == grant.AssignmentId
                && use.WindowFrom == window.From && !use.IsCarriedOver)
                .Sum(use => use.Seconds) is > 0 and var seconds ? seconds : null, ct);

    private async Task<CountedCalls> Sum(
        string customerId, DateOnly from, DateOnly? through, string? did, long known,
        Func<RatedCall, CallOutcome, int?> counts, CancellationToken ct)
    {
        var sum = new CountedCalls(from, through, did, 0, 0, 0, 0, []);
        var largest = new PriorityQueue<CountedCall, (decimal, int)>();
        await foreach (var calls in events.Between(customerId, 0, from, through ?? Dates.Max, known, ct))
            foreach (var (_, call, now) in calls.Counting(from, through ?? Dates.Max))
            {
                if (counts(call, now) is not { } free) continue;
                sum = sum with
                {
                    Calls = sum.Calls + 1,
                    BilledSeconds = sum.BilledSeconds + call.BilledSeconds,
                    FreeSeconds = sum.FreeSeconds + free,
                    Charged = sum.Charged + now.Charged,
                };
                var counted = new CountedCall(
                    call.CallId, call.StartedAt, call.LocalDate, call.BilledSeconds, free, now.Charged,
                    calls.Position);
                largest.Enqueue(counted, (now.Charged, free));
                if (largest.Count > CountedCalls.Shown) largest.Dequeue();
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
