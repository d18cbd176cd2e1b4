using Microsoft.Extensions.Configuration;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>
/// The administrator's key of the configuration has a minimum strength wherever a network can reach the host.
/// </summary>
public sealed class AdminKeyTests
{
    private const string Short = "fifteen letters", Long = "sixteen letters!";

    [Theory]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://*:8080")]
    [InlineData("http://+:8080")]
    [InlineData("http://[::]:8080")]
    [InlineData("http://192.0.2.1:8080")]
    [InlineData("http://billing.example.com:8080")]
    [InlineData("http://127.0.0.1:8080;http://0.0.0.0:8081")]
    [InlineData("nonsense")]
    public void a_short_key_is_refused_where_the_host_listens_beyond_this_machine(string urls)
    {
        Should.Throw<InvalidOperationException>(() => Check(urls, Short)).Message.ShouldContain("at least 16");
        Check(urls, Long).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("http://localhost:8080")]
    [InlineData("http://[::1]:8080;https://127.0.0.2:8443")]
    [InlineData("http://unix:/tmp/billing.sock")]
    public void a_short_key_is_warned_of_where_only_this_machine_can_call(string urls)
    {
        Check(urls, Short).ShouldHaveSingleItem()
            .ShouldStartWith("Warning: Auth:AdminKey has 15 characters and must have at least 16");
        Check(urls, Long).ShouldBeEmpty();
        Check(urls, "").ShouldBeEmpty();
    }

    [Fact]
    public void a_short_key_is_refused_also_where_kestrels_own_settings_name_the_address() =>
        Should.Throw<InvalidOperationException>(() => AdminKey.Check(Settings(
            (AdminKey.Setting, Short), ("urls", "http://127.0.0.1:0"),
            ("Kestrel:Endpoints:Public:Url", "http://0.0.0.0:80")), _ => { }));

    [Fact]
    public async Task a_host_does_not_start_with_a_short_key_beyond_this_machine() =>
        (await Should.ThrowAsync<InvalidOperationException>(async () => await TestHost.Start(
            await TestPostgres.NewDatabase(), (AdminKey.Setting, Short), ("urls", "http://0.0.0.0:0"))))
            .Message.ShouldContain(AdminKey.Setting);

    private static List<string> Check(string urls, string key)
    {
        var said = new List<string>();
        AdminKey.Check(Settings(("urls", urls), (AdminKey.Setting, key)), said.Add);
        return said;
    }

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build();
}
