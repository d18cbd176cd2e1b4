namespace PackageBilling.Billing.Accounts;

/// <summary>The charge lines that were posted to a customer, in the order of the log.</summary>
internal static class ListCharges
{
    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/customers/{customerId}/charges", async (
            string customerId, string? from, string? to, string? knownAt, string? at, string? limit, string? after,
            AccountHistory history, ReadPositions positions, CancellationToken ct) =>
        {
            var (first, last) = QueryText.Span(from, to);
            var page = PageRequest.Read(limit, after);
            var through = await positions.Of(AsKnownAt.Read(knownAt, at, "at"), customerId, ct) ?? long.MaxValue;
            return TypedResults.Ok(await history.Page(
                customerId, page, stored => Lines(stored, first ?? Dates.Min, last ?? Dates.Max), ct, through));
        })
        .AllowRead().Deprecates("at", AsKnownAt.Name).WithName("ListCharges").WithTags("Credit")
        .WithSummary("The charge lines that were posted to a customer, by now or as known at a position or an instant");

    /// <summary>The lines of an event of an account whose dates are between two;
    /// none of an event that has no lines.</summary>
    internal static IEnumerable<ReportLine> Lines(StoredEvent stored, DateOnly first, DateOnly last) =>
        stored.Data switch
        {
            ChargesPosted charges when charges.Date >= first && charges.Date <= last =>
                charges.Lines.Select(line => ReportLine.Of(charges, line)),
            LineReversed reversed when reversed.Date >= first && reversed.Date <= last => [ReportLine.Of(reversed)],
            ChargesRestated restated => restated.Lines.Where(line => line.Date >= first && line.Date <= last)
                .Select(line => ReportLine.Of(restated, line)),
            _ => [],
        };
}
