using System.Net;
using Microsoft.Extensions.Configuration;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Webhooks lead to the public internet only, unless the operator says otherwise.</summary>
public sealed class WebhookEgressTests
{
    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://[::1]:9000/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://10.1.2.3/")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://255.255.255.255/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[fd00::1]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[ff02::1]/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData("http://[64:ff9b::a00:1]/")]
    [InlineData("http://[::127.0.0.1]/")]
    public void addresses_inside_a_network_are_refused_in_every_notation(string url) =>
        Egress().RefusalOf(new Uri(url)).ShouldNotBeNull().ShouldStartWith("must ");

    [Theory]
    [InlineData("http://93.184.215.14/")]
    [InlineData("https://[2606:4700::1111]/hook")]
    [InlineData("https://crm.example.com/hook")]
    public void addresses_on_the_public_internet_and_names_may_be_told(string url) =>
        Egress().RefusalOf(new Uri(url)).ShouldBeNull();

    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1/", true)]
    [InlineData("http://127.0.0.1:8080", "http://localhost/", true)]
    [InlineData("http://127.0.0.1:8080", "http://[::1]/", false)]
    [InlineData("http://[::1]:8080", "http://[::1]/", true)]
    [InlineData("http://localhost:8080", "http://[::1]/", true)]
    [InlineData("http://0.0.0.0:8080", "http://127.0.0.1/", false)]
    [InlineData("http://*:8080", "http://localhost/", false)]
    [InlineData("http://127.0.0.1:8080;http://10.0.0.5:80", "http://127.0.0.1/", false)]
    public void loopback_is_allowed_only_where_the_host_itself_serves_on_it_and_on_nothing_else(
        string urls, string url, bool isAllowed) =>
        (Egress(("urls", urls)).RefusalOf(new Uri(url)) is null).ShouldBe(isAllowed);

    [Fact]
    public void settings_open_a_network_or_close_all_but_some_hosts()
    {
        var opened = Egress((WebhookEgress.AllowedNetworksSetting, "10.1.0.0/16, fd00:1::/32"));
        opened.RefusalOf(new Uri("http://10.1.2.3/")).ShouldBeNull();
        opened.RefusalOf(new Uri("http://[fd00:1::5]/")).ShouldBeNull();
        opened.RefusalOf(new Uri("http://10.2.0.1/")).ShouldNotBeNull();
        var closed = Egress((WebhookEgress.AllowedHostsSetting, "crm.example.com *.hooks.example.com"));
        closed.RefusalOf(new Uri("https://CRM.example.com/")).ShouldBeNull();
        closed.RefusalOf(new Uri("https://a.hooks.example.com/")).ShouldBeNull();
        closed.RefusalOf(new Uri("https://hooks.example.com/")).ShouldNotBeNull()
            .ShouldContain(WebhookEgress.AllowedHostsSetting);
        closed.RefusalOf(new Uri("https://evilcrm.example.com/")).ShouldNotBeNull();
        Should.Throw<InvalidOperationException>(() => Egress((WebhookEgress.AllowedNetworksSetting, "10.1.2.3/999")))
            .Message.ShouldContain("10.1.2.3/999");
    }

    [Fact]
    public async Task a_name_that_leads_inside_is_refused_when_the_connection_is_made()
    {
        var asked = 0;
        // Answers first with an address that anybody may be told at, and then with one inside: rebinding.
        var egress = new WebhookEgress(Configuration(("urls", "http://0.0.0.0:80")), (_, _) =>
            Task.FromResult<IPAddress[]>([IPAddress.Parse(++asked == 1 ? "93.184.215.14" : "169.254.169.254")]));
        egress.Allowed("rebinds.example.com", [IPAddress.Parse("93.184.215.14"), IPAddress.Parse("10.0.0.1")])
            .ShouldBe([IPAddress.Parse("93.184.215.14")]);
        asked = 1;
        var refused = await Should.ThrowAsync<EgressRefusedException>(async () => await egress.Connect(
            new DnsEndPoint("rebinds.example.com", 80), CancellationToken.None));
        refused.Message.ShouldContain("rebinds.example.com leads to 169.254.169.254");
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task a_webhook_that_leads_inside_is_refused_naming_its_url()
    {
        await using var node = await TestHost.Start(await TestPostgres.NewDatabase());
        using var api = new Api(node.Address, TestHost.AdminKey);
        foreach (var url in new[] { "http://169.254.169.254/", "http://[::1]:9/", "http://2130706433/" })
        {
            var answer = await api.Call("POST", "/api/webhooks",
                new { url, events = new[] { "credit.low" }, secret = "a secret of the tests" });
            answer.Code.ShouldBe(422, answer.Text);
            answer.Fields.ShouldBe(["url"]);
        }
        (await api.Must("GET", "/api/webhooks"))!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task a_delivery_that_would_lead_inside_fails_with_the_reason_and_sends_nothing()
    {
        await using var receiver = new Receiver();
        var database = await TestPostgres.NewDatabase();
        string webhookId;
        await using (var open = await TestHost.Start(database))
        {
            using var api = new Api(open.Address, TestHost.AdminKey);
            webhookId = (await api.Must("POST", "/api/webhooks",
                new { url = receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal),
                    events = new[] { "credit.exhausted" }, secret = "a secret of the tests" }))!["webhookId"]!
                .GetValue<string>();
        }
        await using var closed = await TestHost.Start(database, (WebhookEgress.AllowLoopbackSetting, "false"));
        using var later = new Api(closed.Address, TestHost.AdminKey);
        await later.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme" });
        await later.Must("POST", "/api/customers/acme/adjustments", new { amount = "-1", reason = "a test" });
        await Eventually.True(
            async () => (await later.Must("GET", $"/api/webhooks/{webhookId}/deliveries?state=failed"))!["items"]!
                .AsArray().Count == 1, "it has failed for good");
        var delivery = (await later.Must("GET", $"/api/webhooks/{webhookId}/deliveries"))!["items"]![0]!;
        delivery["error"]!.GetValue<string>().ShouldStartWith("not sent: ");
        delivery["status"].ShouldBeNull();
        receiver.Received.ShouldBeEmpty();
    }

    private static WebhookEgress Egress(params (string Name, string Value)[] settings) =>
        new(Configuration(settings.Any(setting => setting.Name == "urls")
            ? settings : [("urls", "http://0.0.0.0:8080"), .. settings]));

    private static IConfiguration Configuration(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Name, setting.Value))).Build();
}
