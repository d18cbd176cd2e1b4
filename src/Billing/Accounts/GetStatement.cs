namespace PackageBilling.Billing.Accounts;

/// <summary>What changed a customer's credit, in the order recorded, with the credit after each entry (domain:
/// "Credit").</summary>
internal static class GetStatement
{
    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/customers/{customerId}/statement", async (
            string customerId, string? from, string? to, string? knownAt, string? limit, string? after,
            AccountHistory history, NpgsqlDataSource source, ReadPositions positions, CancellationToken ct) =>
        {
            var (first, last) = QueryText.Span(from, to);
            var page = PageRequest.Read(limit, after);
            var place = StatementPlace.Of(page);
            var through = await positions.Of(AsKnownAt.Read(knownAt), customerId, ct) ?? long.MaxValue;
            var statement = new Statement(
                await CustomerZones.Get(source, customerId, ct), first ?? Dates.Min, last ?? Dates.Max, place);
            return TypedResults.Ok(
                await statement.Page(history.Events(customerId, place.Version - 1, ct, through), page, ct));
        })
        .AllowRead().WithName("GetStatement").WithTags("Credit")
        .WithSummary("What changed a customer's credit on the dates from..to, by when it was recorded, with the credit "
            + "after each entry, by now or as known at a position or an instant");
}
