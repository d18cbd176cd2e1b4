namespace PackageBilling.Subscriptions;

/// <summary>An assignment that is reached through its customer.</summary>
internal static class OwnedAssignment
{
    /// <exception cref="ProblemException">There is no such customer,
    /// or the customer has no such assignment.</exception>
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

    /// <summary>Pauses or resumes an assignment, as far as that makes a difference.</summary>
    /// <param name="log">The log.</param>
    /// <param name="context">The version that the caller has seen.</param>
    /// <param name="customerId">The customer.</param>
    /// <param name="assignmentId">The assignment.</param>
    /// <param name="on">The date that the answer is of.</param>
    /// <param name="decide">The event; null when nothing changes.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<AssignmentView> ChangeActivity(
        this CommandLog log, RequestContext context, string customerId, string assignmentId, DateOnly on,
        Func<Assignment, IAssignmentEvent?> decide, CancellationToken ct)
    {
        var (customer, assignment, version) = await log.LoadOwned(customerId, assignmentId, ct);
        customer.NotErased();
        context.EnsureSeen(version);
        var changed = decide(assignment);
        var after = changed is null ? assignment : Assignment.Evolve(assignment, changed)!;
        return await log.Commit(AssignmentView.Of(after, on), ct,
            new StreamAppend(Assignment.Stream(assignmentId), version, changed is null ? [] : [changed]));
    }
}
