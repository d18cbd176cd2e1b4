namespace PackageBilling.Billing.Runs.Previews;

/// <summary>Finds the events that a preview's lines may have changed by.</summary>
internal sealed class EventsSince(IEventLog log, NpgsqlDataSource source)
{
    private static readonly IReadOnlyCollection<Type> EventTypes =
    [
        typeof(PackageRevised), typeof(CustomerCreditLimitChanged), typeof(CustomerTimeZoneChanged),
        .. AssignmentBook.EventTypes,
        typeof(PaymentReceived), typeof(CreditAdjusted), typeof(ChargesPosted), typeof(LineReversed),
        typeof(ChargesRestated), .. ICallsEvent.Types,
    ];

    /// <summary>The refusal that names them.</summary>
    /// <param name="preview">What was seen.</param>
    /// <param name="terms">What the run is asked to do.</param>
    /// <param name="decided">What it would post by now.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<ProblemException> Problem(
        Preview preview, RunTerms terms, DecidedRun decided, CancellationToken ct)
    {
        var (events, all) = await Find(preview, terms, decided, ct);
        var isEarly = decided.Customers.Values.Any(customer => terms.NotYetZones.Contains(customer.TimeZone));
        var more = all > PreviewLimits.EventsInMessage ? $" and {all - PreviewLimits.EventsInMessage} more" : "";
        var because = all > 0 ? $": {string.Join("; ", events.Take(PreviewLimits.EventsInMessage).Select(Text))}{more}"
            : isEarly ? $": {Dates.Text(preview.Date)} has not come yet for some of the customers, whom a run skips"
            : "";
        return new(ProblemKind.Conflict, "previewToken", $"would not post what was previewed, simulate again{because}")
        { Events = events, EventCount = all };
    }

    private static string Text(EventBetween fact)
    {
        var ids = new[] { fact.CustomerId, fact.AssignmentId, fact.PackageId }.Where(id => id is not null);
        return $"{fact.Type} at {fact.Position} by {fact.Actor} ({string.Join(' ', ids)})";
    }

    private async Task<(IReadOnlyList<EventBetween> First, int All)> Find(
        Preview preview, RunTerms terms, DecidedRun decided, CancellationToken ct)
    {
        var customers = terms.CustomerIds?.ToHashSet(StringComparer.Ordinal);
        var packages = terms.CustomerIds is { } ids ? await KnownAssignments.PackagesOf(source, ids, ct) : null;
        var (first, all) = (new List<EventBetween>(), 0);
        await foreach (var stored in log.ReadAll(preview.Position, decided.Position, EventTypes, ct))
        {
            if (!Touches(stored.Data)) continue;
            all++;
            if (first.Count < PreviewLimits.EventsNamed) first.Add(EventBetween.Of(stored));
        }
        return (first, all);

        // What takes effect after the date touches nothing, nor does the credit of those of whom nothing is due.
        bool Touches(object fact) => fact switch
        {
            PackageRevised revised =>
                revised.EffectiveFrom <= terms.Date && packages?.Contains(revised.PackageId) != false,
            PackageAssigned assigned => assigned.StartDate <= terms.Date && IsMeant(assigned.CustomerId),
            AssignmentChanged changed => changed.EffectiveFrom <= terms.Date && IsMeant(changed.CustomerId),
            AssignmentPaused paused => paused.From.AddDays(-1) <= terms.Date && IsMeant(paused.CustomerId),
            AssignmentResumed resumed => resumed.On <= terms.Date && IsMeant(resumed.CustomerId),
            IAssignmentEvent assignment => IsMeant(assignment.CustomerId),
            CustomerCreditLimitChanged changed => IsDue(changed.CustomerId),
            CustomerTimeZoneChanged changed => IsDue(changed.CustomerId),
            PaymentReceived payment => IsDue(payment.CustomerId),
            CreditAdjusted adjusted => IsDue(adjusted.CustomerId),
            ChargesPosted posted => IsDue(posted.CustomerId),
            LineReversed reversed => IsDue(reversed.CustomerId),
            ChargesRestated restated => IsDue(restated.CustomerId),
            ICallsEvent rated => decided.Customers.TryGetValue(rated.CustomerId, out var due)
                && due.SpendFrom is { } from
                && rated.Totals.Days.Any(day => day.Date >= from && day.Date < terms.Date && day.Charged != 0),
            _ => false,
        };

        bool IsMeant(string customerId) => customers?.Contains(customerId) != false;

        bool IsDue(string customerId) => decided.Customers.ContainsKey(customerId);
    }
}
