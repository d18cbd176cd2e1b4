namespace PackageBilling.Billing.Usage.Corrections;

/// <summary>The calls of one customer that are to be corrected.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="First">No call is of an earlier local date.</param>
/// <param name="Last">No call is of a later one.</param>
/// <param name="RatedAt">Only calls of the events at these positions; null for all.</param>
/// <param name="CallIds">Only calls with these ids; null for all.</param>
internal sealed record ChosenCalls(
    string CustomerId, DateOnly First, DateOnly Last, IReadOnlySet<long>? RatedAt, IReadOnlySet<string>? CallIds)
{
    /// <summary>The calls of an event that are meant and count, with how they do.</summary>
    public IEnumerable<(int Place, RatedCall Call, CallOutcome Now)> Of(CurrentCalls calls) =>
        RatedAt?.Contains(calls.Position) == false ? []
        : calls.Counting(First, Last).Where(one => CallIds?.Contains(one.Call.CallId) != false);
}
