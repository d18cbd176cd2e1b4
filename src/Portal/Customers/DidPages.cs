namespace PackageBilling.Portal;

/// <summary>A customer's DIDs, and the history of one.</summary>
internal static class DidPages
{
    public static string Of(string did) => $"/management/dids/{did}";

    public static async Task<IResult> List(Visit visit, string customerId, string? after, CancellationToken ct)
    {
        var (customer, dids) = (visit.Api.Customer(customerId, ct), visit.Api.CustomerDids(customerId, after, ct));
        return Page.Of<DidsPage>(new { Customer = (await customer).Value, Dids = await dids });
    }

    /// <summary>Who had it, and every event of every package on it, whoever it belonged to.</summary>
    public static async Task<IResult> Show(Visit visit, string did, string? after, CancellationToken ct)
    {
        var uses = await Uses(visit, did, after, ct);
        var assignments = await Task.WhenAll(
            uses.Items.Select(use => visit.Api.Assignment(use.CustomerId, use.AssignmentId, ct)));
        var events = assignments.Select(seen => seen.Value).SelectMany(one => one.History.Select(fact => (one, fact)))
            .OrderBy(pair => pair.fact.Position);
        return Page.Of<DidPage>(
            new { Did = did, Uses = uses,
                Events = (IReadOnlyList<(AssignedPackage, AssignmentHistoryEntry)>)[.. events] },
            uses.Items.Count == 0 ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    private static async Task<Page<DidUse>> Uses(Visit visit, string did, string? after, CancellationToken ct)
    {
        try
        {
            return await visit.Api.Did(did, after, ct);
        }
        catch (ApiRefusedException refused) when (refused.Status == StatusCodes.Status404NotFound)
        {
            return new([], null);
        }
    }
}
