namespace PackageBilling.Billing.Simulations.Forecasts;

/// <summary>
/// What calls came to in the intervals that a span settles. Calls still to come are none, so only intervals that began
/// by the date of the last recorded call are looked up.
/// </summary>
internal sealed class SpanSpend(NpgsqlDataSource source, long position, SpanCalendar calendar, Hypothesis? whatIf)
{
    private DateOnly? _lastCall;

    /// <summary>Some customers with the sums of their intervals.</summary>
    public async Task<SpanCustomers> Of(IReadOnlyList<CustomerBook> customers, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        _lastCall ??= await CallEvents.LastDate(connection, position, ct);
        var asked = new List<SpendAsked>();
        foreach (var customer in customers)
            foreach (var assignment in customer.Assignments)
                foreach (var (from, before) in calendar.Settled(assignment))
                    if (from <= _lastCall)
                        asked.Add(new(assignment.Key, customer.CustomerId, assignment.Did, from, before));
        return new(customers, await IntervalSpend.Read(connection, position, asked, ct), whatIf);
    }
}

/// <summary>Customers on their way through a span.</summary>
/// <param name="Customers">The customers, with all their assignments.</param>
/// <param name="Spent">What real calls came to, by an assignment's key and the date on
/// which its interval is settled.</param>
/// <param name="WhatIf">Hypothetical calls are in here.</param>
internal sealed record SpanCustomers(
    IReadOnlyList<CustomerBook> Customers,
    IReadOnlyDictionary<(long AssignmentKey, DateOnly Before), decimal> Spent, Hypothesis? WhatIf)
{
    public AssignmentBook On(CustomerBook customer, AssignmentBook assignment, PackagesOn packages)
    {
        if (packages.Settled(assignment) is not var (from, before)) return assignment;
        var spent = Spent.GetValueOrDefault((assignment.Key, before))
            + (WhatIf?.Spent(customer.CustomerId, assignment.Did, from, before) ?? 0);
        return spent == 0 ? assignment : assignment with { Spend = spent };
    }
}
