namespace PackageBilling.Subscriptions;

/// <summary>An assignment that is reached through its customer.</summary>
internal static class OwnedAssignment
{
    /// <exception cref="ProblemException">There is no such customer, or the customer has no such assignment.</exception>
    public static async Task<(Customer Customer, Assignment Assignment, long Version)> LoadOwned(
        this CommandLog log, string customerId, string assignmentId, CancellationToken ct)
    {
        var (customer, _) = await log.Load<Customer>(Customer.Stream(customerId), Customer.Evolve, ct);
        if (customer is null) throw Problem.NotFound("customerId", "customer", customerId);
        var (assignment, version) = await log.Load<Assignment>(Assignment.Stream(assignmentId), Assignment.Evolve, ct);
        return assignment?.Assigned.CustomerId == customerId
            ? (customer, assignment, version)
            : throw Problem.NotFound("assignmentId", "assignment", assignmentId);
    }
}
