namespace PackageBilling.Subscriptions;

internal static class AssignmentViewExtensions
{
    extension(AssignmentView)
    {
        public static AssignmentView Of(Assignment assignment, DateOnly on) => Of(
            assignment.Assigned.AssignmentId, assignment.Assigned.CustomerId, assignment.Assigned.PackageId,
            assignment.Assigned.Did, assignment.Assigned.StartDate, assignment.EndDate, assignment.Terms,
            assignment.Assigned.BillPast, assignment.IsCancelled, on);

        public static AssignmentView Of(
            string assignmentId, string customerId, string packageId, string? did, DateOnly start, DateOnly? end,
            AssignmentTerms terms, bool billPast, bool isCancelled, DateOnly on) =>
            new(terms.On(end < on ? end.Value : on))
            {
                AssignmentId = assignmentId,
                CustomerId = customerId,
                PackageId = packageId,
                Did = did,
                StartDate = start,
                EndDate = end,
                BilledThrough = terms.BilledThrough,
                BillPast = billPast,
                SkipSetup = terms.SkipSetup,
                Status = StatusOn(on, start, end, terms, isCancelled),
                Pauses = terms.Pauses(),
            };
    }

    private static AssignmentStatus StatusOn(
        DateOnly date, DateOnly start, DateOnly? end, AssignmentTerms terms, bool cancelled) =>
        cancelled ? AssignmentStatus.Cancelled
        : start > date ? AssignmentStatus.Upcoming
        : end < date ? AssignmentStatus.Ended
        : terms.IsPausedOn(date) ? AssignmentStatus.Paused
        : AssignmentStatus.Active;
}
