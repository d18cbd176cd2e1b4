using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Accounts.Exports;

/// <summary>
/// The statements of all customers or of one, customer by customer, each in the order recorded with the credit after
/// every entry, and the credit brought forward where the span has a beginning: streamed, so that memory does not grow
/// with their number.
/// </summary>
internal sealed class ExportStatements(AccountHistory history, NpgsqlDataSource source, ReadPositions positions)
{
    // Customers read in one statement, which has ended before their entries are sent.
    private const int CustomersAtOnce = 1_000;

    private async Task<IAsyncEnumerable<StatementRow>> Rows(
        string? from, string? to, string? customerId, string? knownAt, CancellationToken ct) =>
        Rows(await ExportFilter.Read(from, to, customerId, knownAt, positions, ct), ct);

    private async IAsyncEnumerable<StatementRow> Rows(
        ExportFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var (customerId, currency, zones) in Accounts(filter.CustomerId, ct))
        {
            var statement = new Statement(zones, filter.From, filter.To, StatementPlace.Start);
            var isFirst = filter.From > Dates.Min;
            var events = history.Events(customerId, 0, ct, filter.KnownAt ?? long.MaxValue);
            await foreach (var placed in statement.Entries(events, ct))
            {
                if (isFirst)
                    yield return StatementRow.BroughtForward(
                        customerId, currency, filter.From, statement.BroughtForward);
                isFirst = false;
                yield return StatementRow.Of(customerId, currency, placed);
            }
        }
    }

    private async IAsyncEnumerable<(string CustomerId, string Currency, CustomerZones Zones)> Accounts(
        string? only, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var after = ""; ;)
        {
            var page = await CustomerZones.OfAccounts(source, only, after, CustomersAtOnce, ct);
            foreach (var account in page) yield return account;
            if (page.Count < CustomersAtOnce) yield break;
            after = page[^1].CustomerId;
        }
    }

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/customers/{customerId}/statement.csv", async (
                string customerId, string? from, string? to, string? knownAt, ExportStatements statements,
                NpgsqlDataSource source, CancellationToken ct) =>
            {
                await KnownCustomers.Get(source, customerId, ct);
                var rows = await statements.Rows(from, to, customerId, knownAt, ct);
                return TypedResults.Stream(target => StatementCsv.Write(target, ExportFormat.Csv, rows, ct),
                    ExportFormat.Csv.ContentType, $"statement-{customerId}.csv");
            })
            .AllowRead().WithName("PrintStatementCsv").WithTags("Credit")
            .Produces(200, contentType: ExportFormat.Csv.ContentType)
            .WithSummary("The statement of the dates from..to as CSV, by when entries were recorded, by now or as "
                + "known at a position or an instant");
        foreach (var format in ExportFormat.All)
            api.MapGet($"/export/statements.{format.Extension}", async (
                    string? from, string? to, string? customerId, string? knownAt, ExportStatements statements,
                    CancellationToken ct) =>
                {
                    var rows = await statements.Rows(from, to, customerId, knownAt, ct);
                    return TypedResults.Stream(target => StatementCsv.Write(target, format, rows, ct),
                        format.ContentType, $"statements.{format.Extension}");
                })
                .AllowRead().WithName($"ExportStatements{format.Name}").WithTags("Export")
                .Produces(200, contentType: format.ContentType)
                .WithSummary("What changed the customers' credit on the dates from..to, by when it was recorded, "
                    + $"as {format.Title}");
    }
}
