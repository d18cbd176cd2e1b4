using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Documents;
using PackageBilling.Documents.Styles;

namespace PackageBilling.Billing.Accounts.Exports;

/// <summary>One customer's statement as a page and as a PDF (domain: "Invoices"): the entries of
/// <see cref="GetStatement"/>, in the same order, each balance the one above plus the amount.</summary>
internal sealed class PrintStatement(
    AccountHistory history, NpgsqlDataSource source, ReadPositions positions, CustomerKeys keys,
    CarrierDocuments documents, TimeProvider clock)
{
    /// <summary>The most entries that one document holds: more would fill the memory.</summary>
    public const int MaxEntries = 20_000;

    private async Task<StatementDocument> Make(
        string customerId, string? from, string? to, string? knownAt, CancellationToken ct)
    {
        var (first, last) = QueryText.Span(from, to);
        var through = await positions.Of(AsKnownAt.Read(knownAt), customerId, ct) ?? long.MaxValue;
        var zones = await CustomerZones.Get(source, customerId, ct);
        var (currency, timeZone, _) = await KnownCustomers.Get(source, customerId, ct);
        var today = TimeZones.LocalDate(timeZone, clock.GetUtcNow());
        var statement = new Statement(zones, first ?? Dates.Min, last ?? Dates.Max, StatementPlace.Start);
        var entries = new List<PlacedEntry>();
        await foreach (var entry in statement.Entries(history.Events(customerId, 0, ct, through), ct))
        {
            if (entries.Count == MaxEntries)
                throw Problem.Rule("from", string.Create(CultureInfo.InvariantCulture,
                    $"more than {MaxEntries} entries on these dates; choose fewer days, or the CSV file"));
            entries.Add(entry);
        }
        var name = await CustomerNames.Of(source, customerId, ct);
        var texts = new PersonalTexts(keys);
        await texts.Load([name, .. entries.Select(entry => entry.Entry.Reference)], ct);
        var begins = first ?? (entries.Count > 0 ? entries[0].On : today);
        var newest = entries.Count > 0 ? entries[^1].On : begins;
        return new()
        {
            Seller = documents.Carrier,
            Buyer = new(texts.Reveal(name), []),
            CustomerId = customerId,
            IssuedOn = today,
            From = begins,
            To = last ?? (newest > today ? newest : today),
            Currency = currency,
            MinorUnits = Currencies.MinorUnits(currency),
            OpeningBalance = statement.BroughtForward,
            Rows = [.. entries.Select(entry => Row(entry, texts))],
            ClosingBalance = entries.Count > 0 ? entries[^1].Entry.CreditAfter : statement.BroughtForward,
        };
    }

    private StatementDocumentRow Row(PlacedEntry placed, PersonalTexts texts) => new(
        placed.On,
        StatementEntries.Describe(placed.Entry.Kind, placed.Entry.Date, placed.Entry.Reason, documents.Style),
        texts.Reveal(placed.Entry.Reference), placed.Entry.Amount, placed.Entry.CreditAfter);

    internal static void Map(IEndpointRouteBuilder api)
    {
        // Settings that can't be used are refused at the start.
        api.ServiceProvider.GetRequiredService<CarrierDocuments>();
        Map(api, "html", "Html", "text/html; charset=utf-8", "a page that prints well",
            (statement, style) => Encoding.UTF8.GetBytes(StatementHtml.Render(statement, style)));
        Map(api, "pdf", "Pdf", "application/pdf", "a PDF", StatementPdf.Render);
    }

    private static void Map(
        IEndpointRouteBuilder api, string extension, string name, string contentType, string title,
        Func<StatementDocument, DocumentStyle, byte[]> render) => api
        .MapGet($"/customers/{{customerId}}/statement.{extension}", async (
            string customerId, string? from, string? to, string? knownAt, PrintStatement statements,
            CarrierDocuments documents, CancellationToken ct) =>
        {
            var statement = await statements.Make(customerId, from, to, knownAt, ct);
            return TypedResults.Bytes(render(statement, documents.Style), contentType);
        })
        .AllowRead().WithName($"PrintStatement{name}").WithTags("Credit")
        .Produces(200, contentType: contentType)
        .WithSummary($"The statement of the dates from..to as {title}, by when entries were recorded, by now or as "
            + "known at a position or an instant");
}
