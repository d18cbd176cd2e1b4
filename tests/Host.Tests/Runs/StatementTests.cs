using System.Globalization;

namespace PackageBilling.Host.Tests;

/// <summary>Statements over HTTP: one time, and rows that add up, in pages and in files.</summary>
[Collection(OneHost.Name)]
public sealed class StatementTests(TestHost host)
{
    [Fact]
    public async Task the_pages_of_a_statement_carry_the_credit_on_from_one_to_the_next()
    {
        var customerId = await Refunded();
        var (credit, kinds, after) = (0m, new List<string>(), (string?)null);
        do
        {
            var page = (await host.Api.Must("GET", $"/api/customers/{customerId}/statement?limit=1{(after is null ? "" : $"&after={after}")}"))!;
            Amount(page["broughtForward"]!.GetValue<string>()).ShouldBe(credit);
            foreach (var entry in page["items"]!.AsArray())
            {
                kinds.Add(entry!["kind"]!.GetValue<string>());
                (credit += Amount(entry["amount"]!.GetValue<string>())).ShouldBe(Amount(entry["creditAfter"]!.GetValue<string>()));
                entry["date"]?.GetValue<string>().ShouldBe("2025-02-01");
                (entry["date"] is null).ShouldBe(kinds[^1] == "payment");
            }
            after = page["next"]?.GetValue<string>();
        }
        while (after is not null);
        kinds.ShouldBe(["payment", "setup", "recurring", "reversal"]);
        credit.ShouldBe(670);
    }

    [Fact]
    public async Task a_statement_is_of_the_dates_on_which_entries_were_recorded_and_not_of_business_dates()
    {
        var customerId = await Refunded();
        var february = (await host.Api.Must("GET", $"/api/customers/{customerId}/statement?from=2025-02-01&to=2025-02-28"))!;
        (february["items"]!.AsArray().Count, february["broughtForward"]!.GetValue<string>()).ShouldBe((0, "0.00"));
        (await host.Api.Must("GET", $"/api/customers/{customerId}/statement?from=2025-03-01"))!["items"]!.AsArray().Count.ShouldBe(4);
        var ahead = (await host.Api.Must("GET", $"/api/customers/{customerId}/statement?from=2999-01-01"))!;
        (ahead["items"]!.AsArray().Count, ahead["broughtForward"]!.GetValue<string>()).ShouldBe((0, "670.00"));
    }

    [Fact]
    public async Task the_rows_of_an_exported_statement_add_up_from_the_credit_brought_forward()
    {
        var customerId = await Refunded();
        var file = await host.Api.Call("GET", $"/api/export/statements.csv?customerId={customerId}&from=2025-03-01");
        var rows = file.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split(',')).ToList();
        var (kind, amount, after, date) = (Array.IndexOf(rows[0], "kind"), Array.IndexOf(rows[0], "amount"), Array.IndexOf(rows[0], "creditAfter"), Array.IndexOf(rows[0], "date"));
        rows.Skip(1).Select(row => row[kind]).ShouldBe(["broughtForward", "payment", "setup", "recurring", "reversal"]);
        foreach (var (above, row) in rows.Skip(1).Zip(rows.Skip(2))) Amount(row[after]).ShouldBe(Amount(above[after]) + Amount(row[amount]));
        rows.Skip(1).Select(row => row[date]).ShouldBe(["", "", "2025-02-01", "2025-02-01", "2025-02-01"]);

        var whole = await host.Api.Call("GET", $"/api/export/statements.ndjson?customerId={customerId}");
        whole.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4, "nothing is brought forward to the beginning");
    }

    /// <summary>A customer who has paid 675 and was charged 5 and 414 for a date of last year, and got the 414 back.</summary>
    private async Task<string> Refunded()
    {
        var customerId = $"stated-{Guid.NewGuid():N}";
        await host.Api.Must("POST", "/api/customers", new { customerId, name = "Stated" });
        await host.Api.Must("POST", "/api/packages", new { packageId = customerId, name = customerId, retail = "414", cost = "1", setupRetail = "5", frequency = "monthly", frequencyMatch = new[] { 1 } });
        await host.Api.Must("POST", $"/api/customers/{customerId}/packages", new { assignmentId = customerId, packageId = customerId, startDate = "2025-02-01", autoDecrementCredit = true });
        await host.Api.Must("POST", $"/api/customers/{customerId}/payments", new { amount = "675", reference = "wire-1" });
        await host.Api.Must("POST", "/api/charge-runs", new { date = "2025-02-01", customerIds = new[] { customerId } }, null, ("Prefer", "wait=60"));
        await host.Api.Must("POST", $"/api/charges/{customerId}.recurring.2025-02-01.1/reverse", new { reason = "in error" });
        return customerId;
    }

    private static decimal Amount(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
