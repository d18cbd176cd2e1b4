namespace PackageBilling.Billing.Accounts;

/// <summary>What changed a customer's credit, in the order recorded, with the credit after each entry (domain: "Credit").</summary>
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
            var statement = new Statement(await CustomerZones.Get(source, customerId, ct), first ?? Dates.Min, last ?? Dates.Max, place);
            return TypedResults.Ok(await statement.Page(history.Events(customerId, place.Version - 1, ct, through), page, ct));
        })
        .AllowRead().WithName("GetStatement").WithTags("Credit")
        .WithSummary("What changed a customer's credit on the dates from..to, by when it was recorded, with the credit after each entry, by now or as known at a position or an instant");
}

/// <summary>A part of a statement.</summary>
/// <param name="BroughtForward">The credit before the first entry of this part; with no entries, the credit at that time.</param>
/// <param name="Items">The entries in the order recorded: each one's credit is that of the one before plus its amount.</param>
/// <param name="Next">What to send as <c>after</c> for the entries that follow; null at the end.</param>
internal sealed record StatementPage(decimal BroughtForward, IReadOnlyList<RecordedEntry> Items, string? Next);

/// <summary>A change of a customer's credit, with the event that made it.</summary>
/// <param name="On">The date on which it was recorded, by the customer's clock; never before the date of the entry above.</param>
/// <param name="Kind">See <see cref="StatementEntry"/>.</param>
/// <param name="Amount">See <see cref="StatementEntry"/>.</param>
/// <param name="CreditAfter">See <see cref="StatementEntry"/>.</param>
/// <param name="Reference">See <see cref="StatementEntry"/>.</param>
/// <param name="Date">See <see cref="StatementEntry"/>.</param>
/// <param name="Reason">See <see cref="StatementEntry"/>.</param>
/// <param name="Position">Where in the log it was recorded.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Actor">Whose key.</param>
/// <param name="ActorKeyId">The id of that key; null for the product itself.</param>
internal sealed record RecordedEntry(
    DateOnly On, string Kind, decimal Amount, decimal CreditAfter, string Reference, DateOnly? Date, string? Reason, long Position, DateTimeOffset RecordedAt, string Actor,
    string? ActorKeyId)
{
    public static RecordedEntry Of(PlacedEntry placed) => new(
        placed.On, placed.Entry.Kind, placed.Entry.Amount, placed.Entry.CreditAfter, placed.Entry.Reference, placed.Entry.Date, placed.Entry.Reason,
        placed.Stored.Position, placed.Stored.Metadata.RecordedAt, placed.Stored.Metadata.Actor, placed.Stored.Metadata.KeyId);
}
