namespace PackageBilling.Billing.Runs.Previews;

internal static class EventBetweenExtensions
{
    extension(EventBetween)
    {
        public static EventBetween Of(StoredEvent stored)
        {
            var (customerId, assignmentId, packageId) = Touches(stored.Data);
            return new(
                stored.Position, stored.Type, stored.Metadata.Actor, stored.Metadata.RecordedAt, stored.Metadata.Reason,
                customerId, assignmentId, packageId, stored.Metadata.KeyId);
        }
    }

    private static (string? CustomerId, string? AssignmentId, string? PackageId) Touches(object fact) => fact switch
    {
        PackageRevised revised => (null, null, revised.PackageId),
        CustomerCreditLimitChanged changed => (changed.CustomerId, null, null),
        CustomerTimeZoneChanged changed => (changed.CustomerId, null, null),
        PackageAssigned assigned => (assigned.CustomerId, assigned.AssignmentId, assigned.PackageId),
        AssignmentChanged changed => (changed.CustomerId, changed.AssignmentId, null),
        AssignmentPaused paused => (paused.CustomerId, paused.AssignmentId, null),
        AssignmentResumed resumed => (resumed.CustomerId, resumed.AssignmentId, null),
        AssignmentEnded ended => (ended.CustomerId, ended.AssignmentId, null),
        AssignmentCancelled cancelled => (cancelled.CustomerId, cancelled.AssignmentId, null),
        PaymentReceived payment => (payment.CustomerId, null, null),
        CreditAdjusted adjusted => (adjusted.CustomerId, null, null),
        ChargesPosted { Lines: [var only] } posted => (posted.CustomerId, only.AssignmentId, only.PackageId),
        ChargesPosted posted => (posted.CustomerId, null, null),
        LineReversed reversed => (reversed.CustomerId, reversed.Line.AssignmentId, reversed.Line.PackageId),
        ChargesRestated restated => (restated.CustomerId, null, null),
        ICallsEvent calls => (calls.CustomerId, null, null),
        _ => default,
    };
}
