using System.Globalization;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>Invoices over HTTP, from accrued lines to a document that is paid.</summary>
[Collection(OneHost.Name)]
public sealed class InvoiceTests(TestHost host)
{
    [Fact]
    public async Task accrued_lines_become_an_invoice_that_is_printed_and_paid()
    {
        var customerId = await Accrued();
        var close = new { through = "2025-02-28", customerIds = new[] { customerId } };
        var shown = await host.Api.Must("POST", "/api/invoices/close", close);
        ((bool)shown!["simulate"]!, (string?)shown["closingId"], (int)shown["invoices"]!).ShouldBe((true, null, 1));
        (await host.Api.Call("GET", $"/api/invoices?customerId={customerId}")).Body!["items"]!.AsArray()
            .ShouldBeEmpty();

        var number = await Close(customerId);
        var invoice = (await host.Api.Must("GET", $"/api/invoices/{number}"))!;
        var summary = invoice["summary"]!;
        (Amount(summary["net"]), (string?)summary["status"]).ShouldBe((419m, "open"));
        invoice["lines"]!.AsArray().Select(line => (string?)line!["kind"]).ShouldBe(["setup", "recurring"]);
        invoice["buyer"]!["name"]!.GetValue<string>().ShouldBe("Invoiced Ltd");

        var page = await host.Api.Call("GET", $"/api/invoices/{number}.html");
        page.Code.ShouldBe(200);
        foreach (var text in new[] { number, "Invoiced Ltd", customerId, "419.00", "Seat of " })
            page.Text.ShouldContain(text);
        var pdf = await host.Api.Call("GET", $"/api/invoices/{number}.pdf");
        (pdf.Code, pdf.Text[..5]).ShouldBe((200, "%PDF-"));
        (await host.Api.Call("GET", $"/api/invoices/{number}.pdf")).Text.ShouldBe(pdf.Text, "the same bytes");

        await host.Api.Must("POST", $"/api/customers/{customerId}/payments",
            new { amount = "500", reference = "wire-9", invoices = new[] { number } });
        var paid = (await host.Api.Must("GET", $"/api/invoices/{number}"))!;
        ((string?)paid["summary"]!["status"], Amount(paid["summary"]!["open"])).ShouldBe(("paid", 0m));
        paid["entries"]![0]!["reference"]!.GetValue<string>().ShouldBe("wire-9");
        var account = (await host.Api.Must("GET", $"/api/customers/{customerId}/account"))!;
        (Amount(account["credit"]), Amount(account["accrued"]), Amount(account["openInvoices"]))
            .ShouldBe((81m, 0m, 0m));

        var file = (await host.Api.Call("GET", $"/api/export/invoices.csv?customerId={customerId}")).Text;
        file.ShouldContain($"{number},invoice,paid,{customerId},Invoiced Ltd,");
        var journal = (await host.Api.Call("GET", $"/api/export/journal.csv?customerId={customerId}")).Text
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(row => row.Split(',')).ToList();
        journal.Select(row => row[3])
            .ShouldBe(["receivables", $"revenue {customerId}", "bank", "receivables", "customer credit"]);
        journal.Sum(row => decimal.Parse(row[4], CultureInfo.InvariantCulture))
            .ShouldBe(journal.Sum(row => decimal.Parse(row[5], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task a_credit_note_for_a_line_is_taken_off_and_named_on_both_documents()
    {
        var customerId = await Accrued();
        var number = await Close(customerId);
        var setup = (string)(await host.Api.Must("GET", $"/api/invoices/{number}"))!["lines"]![0]!["chargeId"]!;

        var note = (await host.Api.Must("POST", $"/api/invoices/{number}/credit",
            new { lines = new[] { setup }, reason = "setup was promised free" }))!;

        var (credit, refersTo) = ((string)note["summary"]!["number"]!, (string?)note["summary"]!["refersTo"]);
        (refersTo, Amount(note["summary"]!["total"])).ShouldBe((number, -5m));
        (await host.Api.Call("GET", $"/api/invoices/{credit}.html")).Text.ShouldContain("setup was promised free");
        var invoice = (await host.Api.Must("GET", $"/api/invoices/{number}"))!;
        (Amount(invoice["summary"]!["open"]), (bool)invoice["lines"]![0]!["isCredited"]!).ShouldBe((414m, true));

        var again = await host.Api.Call("POST", $"/api/invoices/{number}/credit",
            new { lines = new[] { setup }, reason = "again" });
        (again.Code, again.Fields.Single()).ShouldBe((409, "lines"));
        (await host.Api.Call("POST", $"/api/invoices/{credit}/credit", new { reason = "no" })).Fields
            .ShouldBe(["number"]);
    }

    [Fact]
    public async Task what_cannot_be_closed_or_found_is_refused_by_name()
    {
        await Refused(422, "through", new { through = "2999-01-01" });
        await Refused(422, "through", new { });
        await Refused(422, "through", new { simulate = true });
        await Refused(404, "customerIds", new { through = "2025-01-31", customerIds = new[] { "nobody" } });
        await Refused(400, "include", new { through = "2025-01-31", include = "some" });
        (await host.Api.Call("GET", "/api/invoices?status=gone")).Fields.ShouldBe(["status"]);
        (await host.Api.Call("GET", "/api/invoices?from=2025-02-01&to=2025-01-01")).Code.ShouldBe(422);
        foreach (var path in new[] { "INV-none", "INV-none.pdf", "INV-none.html", "closings/none" })
            (await host.Api.Call("GET", $"/api/invoices/{path}")).Code.ShouldBe(404, path);
        (await host.Api.Call("POST", "/api/invoices/INV-none/credit", new { reason = "no" })).Code.ShouldBe(404);

        async Task Refused(int code, string field, object body)
        {
            var answer = await host.Api.Call("POST", "/api/invoices/close", body);
            (answer.Code, answer.Fields.Single()).ShouldBe((code, field), answer.Text);
        }
    }

    private async Task<string> Close(string customerId) => (string)(await host.Api.Must("POST", "/api/invoices/close",
        new { through = "2025-02-28", customerIds = new[] { customerId }, simulate = false }, null,
        ("Prefer", "wait=60")))!["items"]![0]!["number"]!;

    /// <summary>A customer with lines of 5 and 414 that wait for an invoice.</summary>
    private async Task<string> Accrued()
    {
        var customerId = $"invoiced-{Guid.NewGuid():N}";
        await host.Api.Must("POST", "/api/customers", new { customerId, name = "Invoiced Ltd" });
        await host.Api.Must("POST", "/api/packages", new { packageId = customerId, name = $"Seat of {customerId}",
            retail = "414", cost = "1", setupRetail = "5", frequency = "monthly", frequencyMatch = new[] { 1 } });
        await host.Api.Must("POST", $"/api/customers/{customerId}/packages",
            new { assignmentId = customerId, packageId = customerId, startDate = "2025-02-01" });
        await host.Api.Must("POST", "/api/charge-runs", new { date = "2025-02-01", customerIds = new[] { customerId } },
            null, ("Prefer", "wait=60"));
        return customerId;
    }

    private static decimal Amount(JsonNode? amount) =>
        decimal.Parse(amount!.GetValue<string>(), CultureInfo.InvariantCulture);
}
