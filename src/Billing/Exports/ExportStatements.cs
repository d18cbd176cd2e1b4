using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// The statements of all customers or of one, customer by customer, each in the order of the log with the credit after every
/// entry: streamed, so that memory does not grow with their number.
/// </summary>
internal sealed class ExportStatements(AccountHistory history, NpgsqlDataSource source, ReadPositions positions)
{
    // Customers read in one statement, which has ended before their entries are sent.
    private const int CustomersAtOnce = 1_000;

    private async Task<IAsyncEnumerable<StatementRow>> Rows(
        string? from, string? to, string? customerId, string? knownAt, CancellationToken ct) =>
        Rows(await ExportFilter.Read(from, to, customerId, knownAt, positions, ct), ct);

    private async IAsyncEnumerable<StatementRow> Rows(ExportFilter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var (customerId, currency) in Accounts(filter.CustomerId, ct))
            await foreach (var stored in history.Events(customerId, 0, ct, filter.KnownAt ?? long.MaxValue))
                foreach (var entry in GetStatement.Entries(stored).Where(entry => filter.Has(entry.On)))
                    yield return new(customerId, currency, entry.On, entry.Kind, entry.Amount, entry.CreditAfter, entry.Reference, entry.Reason);
    }

    private async IAsyncEnumerable<(string CustomerId, string Currency)> Accounts(string? only, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var after = ""; ;)
        {
            var page = await Accounts(only, after, ct);
            foreach (var account in page) yield return account;
            if (page.Count < CustomersAtOnce) yield break;
            after = page[^1].CustomerId;
        }
    }

    private async Task<List<(string CustomerId, string Currency)>> Accounts(string? only, string after, CancellationToken ct)
    {
        await using var command = source.CreateCommand($"""
            SELECT a.customer_id, c.currency FROM billing.accounts a JOIN billing.customers c ON c.customer_id = a.customer_id
            WHERE c.known_until = {BookProjection.Open} AND a.customer_id > $1 AND ($2::text IS NULL OR a.customer_id = $2)
            ORDER BY a.customer_id LIMIT {CustomersAtOnce}
            """);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = only ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        var page = new List<(string, string)>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) page.Add((row.GetString(0), row.GetString(1)));
        return page;
    }

    internal static void Map(IEndpointRouteBuilder api)
    {
        foreach (var format in ExportFormat.All)
            api.MapGet($"/export/statements.{format.Extension}", async (
                    string? from, string? to, string? customerId, string? knownAt, ExportStatements statements, CancellationToken ct) =>
                {
                    var rows = await statements.Rows(from, to, customerId, knownAt, ct);
                    return TypedResults.Stream(target => StatementCsv.Write(target, format, rows, ct), format.ContentType, $"statements.{format.Extension}");
                })
                .AllowRead().WithName($"ExportStatements{format.Name}").WithTags("Export").Produces(200, contentType: format.ContentType)
                .WithSummary($"What changed the customers' credit in a span of dates as {format.Title}");
    }
}
