using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MimeKit;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Invoices sent by e-mail, by the whole product to a real mail server.</summary>
public sealed class SentInvoiceTests
{
    private const string Customer = "mailed";

    [Fact]
    public async Task a_closing_sends_what_it_issues_and_one_invoice_is_sent_again_when_asked()
    {
        await using var server = new MailServer();
        await using var node = await TestHost.Start(await TestPostgres.NewDatabase(),
            ("Smtp:Host", "127.0.0.1"), ("Smtp:Security", "none"), ("Carrier:Name", "Tel & Co"),
            ("Smtp:Port", server.Port.ToString(CultureInfo.InvariantCulture)), ("Smtp:From", "billing@tel.example"));
        using var api = new Api(node.Address, TestHost.AdminKey);
        await Accrued(api);
        await api.Must("PUT", $"/api/customers/{Customer}/billing", new { email = "bob@customer.example" });

        var closed = await api.Must("POST", "/api/invoices/close",
            new { through = "2025-02-28", simulate = false, send = true }, null, ("Prefer", "wait=60"));
        var number = (string)closed!["items"]![0]!["number"]!;
        await Eventually.True(() => Task.FromResult(!server.Taken.IsEmpty), "the invoice is sent");
        server.Taken.TryPeek(out var mail).ShouldBeTrue();
        (mail!.To.Single(), mail.Message.Subject)
            .ShouldBe(("bob@customer.example", $"Invoice {number} from Tel & Co"));
        mail.Message.TextBody!.ShouldContain("419.00 USD");
        (await Attached(mail.Message)).ShouldBe((await api.Call("GET", $"/api/invoices/{number}.pdf")).Text);
        await Eventually.True(
            async () => (string)(await Mails(api, number))[0]!["status"]! == "sent", "it is recorded");

        // The same key asks once, however often it is sent.
        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => api.Call("POST",
            $"/api/invoices/{number}/send", """{"to":"eve@customer.example"}""", ("Idempotency-Key", "again"))));
        asked.ShouldAllBe(answer => answer.Code == 202);
        await Eventually.True(async () => await Mails(api, number) is { Count: 2 } mails
            && (string)mails[1]!["status"]! == "sent", "it is sent to another address");
        server.Taken.Select(taken => taken.To.Single())
            .ShouldBe(["bob@customer.example", "eve@customer.example"]);
        ((string)(await Mails(api, number))[1]!["to"]!).ShouldBe("eve@customer.example");
    }

    [Fact]
    public async Task without_a_mail_server_or_an_address_nothing_is_asked_for()
    {
        await using var node = await TestHost.Start(await TestPostgres.NewDatabase());
        using var api = new Api(node.Address, TestHost.AdminKey);
        await Accrued(api);
        var refused = await api.Call("POST", "/api/invoices/close",
            new { through = "2025-02-28", simulate = false, send = true });
        (refused.Code, refused.Fields.Single()).ShouldBe((422, "send"));
        var closed = await api.Must("POST", "/api/invoices/close", new { through = "2025-02-28", simulate = false },
            null, ("Prefer", "wait=60"));
        var number = (string)closed!["items"]![0]!["number"]!;
        (await api.Call("POST", $"/api/invoices/{number}/send", "{}")).Code.ShouldBe(409);
        ((bool)(await api.Must("GET", $"/api/invoices/{number}"))!["canSend"]!).ShouldBeFalse();
    }

    private static async Task<JsonArray> Mails(Api api, string number) =>
        (await api.Must("GET", $"/api/invoices/{number}"))!["mails"]!.AsArray();

    private static async Task<string> Attached(MimeMessage message)
    {
        using var bytes = new MemoryStream();
        await ((MimePart)message.Attachments.Single()).Content!.DecodeToAsync(bytes);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static async Task Accrued(Api api)
    {
        await api.Must("POST", "/api/customers", new { customerId = Customer, name = "Bob Ltd" });
        await api.Must("POST", "/api/packages", new { packageId = "seat", name = "Seat", retail = "414", cost = "1",
            setupRetail = "5", frequency = "monthly", frequencyMatch = new[] { 1 } });
        await api.Must("POST", $"/api/customers/{Customer}/packages",
            new { packageId = "seat", startDate = "2025-02-01" });
        await api.Must("POST", "/api/charge-runs", new { date = "2025-02-01" }, null, ("Prefer", "wait=60"));
    }
}
