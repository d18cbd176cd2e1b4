using System.Globalization;

namespace PackageBilling.Host.Tests;

/// <summary>Statements over HTTP: one time, and rows that add up, in pages and in files.</summary>
[Collection(OneHost.Name)]
public sealed class StatementTests(TestHost host)
{
    [Fact]
    public async Task the_rows_of_an_exported_statement_add_up_from_the_credit_brought_forward()
    {
        var customerId = await Refunded();
        var file = await host.Api.Call("GET", $"/api/export/statements.csv?customerId={customerId}&from=2025-03-01");
        var rows = file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row.Split(',')).ToList();
        var (kind, amount, after, date) = (Array.IndexOf(rows[0], "kind"), Array.IndexOf(rows[0], "amount"),
            Array.IndexOf(rows[0], "creditAfter"), Array.IndexOf(rows[0], "date"));
        rows.Skip(1).Select(row => row[kind]).ShouldBe(["broughtForward", "payment", "setup", "recurring", "reversal"]);
        foreach (var (above, row) in rows.Skip(1).Zip(rows.Skip(2)))
            Amount(row[after]).ShouldBe(Amount(above[after]) + Amount(row[amount]));
        rows.Skip(1).Select(row => row[date]).ShouldBe(["", "", "2025-02-01", "2025-02-01", "2025-02-01"]);

        var whole = await host.Api.Call("GET", $"/api/export/statements.ndjson?customerId={customerId}");
        whole.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length
            .ShouldBe(4, "nothing is brought forward to the beginning");
    }

    [Fact]
    public async Task a_statement_is_printed_as_a_page_and_a_pdf_and_written_as_a_file()
    {
        var customerId = await Refunded();
        var path = $"/api/customers/{customerId}/statement";
        var page = await host.Api.Call("GET", $"{path}.html?from=2025-03-01");
        page.Code.ShouldBe(200);
        foreach (var text in new[] { "Stated", customerId, "wire-1", "Setup for Feb 1, 2025",
            "Reversal for Feb 1, 2025: in error", "670.00" })
            page.Text.ShouldContain(text);
        var pdf = await host.Api.Call("GET", $"{path}.pdf");
        (pdf.Code, pdf.Text[..5]).ShouldBe((200, "%PDF-"));
        (await host.Api.Call("GET", $"{path}.csv?from=2025-03-01")).Text.Split("\r\n")[1]
            .ShouldContain(",broughtForward,");

        foreach (var extension in new[] { "html", "pdf", "csv" })
        {
            (await host.Api.Call("GET", $"{path}.{extension}?from=nonsense")).Code.ShouldBe(400);
            (await host.Api.Call("GET", $"{path}.{extension}?from=2025-02-01&to=2025-01-01")).Code.ShouldBe(422);
            (await host.Api.Call("GET", $"/api/customers/nobody/statement.{extension}")).Code.ShouldBe(404);
        }
    }

    /// <summary>A customer who has paid 675 and was charged 5 and 414 for a date of last year,
    /// and got the 414 back.</summary>
    private async Task<string> Refunded()
    {
        var customerId = $"stated-{Guid.NewGuid():N}";
        await host.Api.Must("POST", "/api/customers", new { customerId, name = "Stated" });
        await host.Api.Must("POST", "/api/packages", new { packageId = customerId, name = customerId, retail = "414",
            cost = "1", setupRetail = "5", frequency = "monthly", frequencyMatch = new[] { 1 } });
        await host.Api.Must("POST", $"/api/customers/{customerId}/packages", new { assignmentId = customerId,
            packageId = customerId, startDate = "2025-02-01", autoDecrementCredit = true });
        await host.Api.Must(
            "POST", $"/api/customers/{customerId}/payments", new { amount = "675", reference = "wire-1" });
        await host.Api.Must("POST", "/api/charge-runs", new { date = "2025-02-01", customerIds = new[] { customerId } },
            null, ("Prefer", "wait=60"));
        await host.Api.Must(
            "POST", $"/api/charges/{customerId}.recurring.2025-02-01.1/reverse", new { reason = "in error" });
        return customerId;
    }

    private static decimal Amount(string text) =>
        decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
