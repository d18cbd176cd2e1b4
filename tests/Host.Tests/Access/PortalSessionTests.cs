using System.Globalization;
using System.Text;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Sessions are kept on the server: one that has ended is over for everybody who has its cookie.</summary>
[Collection(OneHost.Name)]
public sealed class PortalSessionTests(TestHost host)
{
    private static readonly DateTimeOffset Start = DateTimeOffset.Parse(
        "2026-03-02T08:00:00Z", CultureInfo.InvariantCulture);

    [Fact]
    public async Task a_cookie_copied_before_sign_out_no_longer_works_afterwards()
    {
        using var visitor = await new Visitor(host.Address).SignIn(TestHost.AdminKey);
        using var thief = visitor.Copy();
        (await thief.IsSignedIn()).ShouldBeTrue();

        (await visitor.Send("/sign-out")).Location.ShouldBe("/sign-in");

        (await thief.IsSignedIn()).ShouldBeFalse();
        (await visitor.IsSignedIn()).ShouldBeFalse();
    }

    [Fact]
    public async Task a_session_ends_when_its_key_is_revoked_and_the_visitor_is_told()
    {
        var (keyId, key) = await NewKey(host.Api);
        using var visitor = await new Visitor(host.Address).SignIn(key);
        (await visitor.IsSignedIn()).ShouldBeTrue();

        await host.Api.Must("DELETE", $"/api/keys/{keyId}");

        (await visitor.IsSignedIn()).ShouldBeFalse();
        (await visitor.Get("/sign-in")).Text.ShouldContain("Your session has ended. Sign in again.");
        (await Rows(host.ConnectionString, keyId)).ShouldBe(0);
    }

    [Fact]
    public async Task each_sign_in_begins_a_session_of_its_own_and_ends_the_one_before()
    {
        using var visitor = new Visitor(host.Address);
        visitor.Cookies[Visitor.SessionCookie] = new string('A', 43);
        await visitor.SignIn(TestHost.AdminKey);
        using var first = visitor.Copy();
        first.Cookies[Visitor.SessionCookie].ShouldNotBe(new string('A', 43));

        await visitor.SignIn(TestHost.AdminKey);

        visitor.Cookies[Visitor.SessionCookie].ShouldNotBe(first.Cookies[Visitor.SessionCookie]);
        (await visitor.IsSignedIn()).ShouldBeTrue();
        (await first.IsSignedIn()).ShouldBeFalse();
    }

    [Fact]
    public async Task neither_the_cookie_nor_the_key_can_be_read_in_the_database()
    {
        var (keyId, key) = await NewKey(host.Api);
        using var visitor = await new Visitor(host.Address).SignIn(key);
        await using var source = NpgsqlDataSource.Create(host.ConnectionString);
        await using var command = source.CreateCommand(
            "SELECT id_hash, secret FROM product.portal_sessions WHERE key_id = $1");
        command.Parameters.Add(new() { Value = keyId });
        await using var row = await command.ExecuteReaderAsync();
        (await row.ReadAsync()).ShouldBeTrue();
        var id = System.Buffers.Text.Base64Url.DecodeFromChars(visitor.Cookies[Visitor.SessionCookie]);
        row.GetFieldValue<byte[]>(0).ShouldNotBe(id);
        Encoding.Latin1.GetString(row.GetFieldValue<byte[]>(1)).ShouldNotContain(key);
        visitor.Cookies.Values.ShouldAllBe(cookie => !cookie.Contains(key));
    }

    [Fact]
    public async Task a_session_ends_after_its_lifetime_however_much_it_is_used()
    {
        var clock = new ManualTime(Start);
        await using var node = await TestHost.Start(
            new NodeSettings { Clock = clock }, await TestPostgres.NewDatabase());
        using var visitor = await new Visitor(node.Address).SignIn(TestHost.AdminKey);
        for (var minutes = 100; minutes < 12 * 60; minutes += 100)
        {
            clock.Set(Start.AddMinutes(minutes));
            (await visitor.IsSignedIn()).ShouldBeTrue();
        }
        clock.Set(Start.AddHours(12));
        (await visitor.IsSignedIn()).ShouldBeFalse();
    }

    [Fact]
    public async Task a_session_that_nobody_uses_ends_sooner()
    {
        var clock = new ManualTime(Start);
        await using var node = await TestHost.Start(
            new NodeSettings { Clock = clock }, await TestPostgres.NewDatabase());
        using var visitor = await new Visitor(node.Address).SignIn(TestHost.AdminKey);
        clock.Set(Start.AddMinutes(120));
        (await visitor.IsSignedIn()).ShouldBeFalse();
    }

    [Fact]
    public async Task a_session_ends_when_its_key_expires()
    {
        var clock = new ManualTime(Start);
        await using var node = await TestHost.Start(
            new NodeSettings { Clock = clock }, await TestPostgres.NewDatabase());
        using var admin = new Api(node.Address, TestHost.AdminKey);
        var (_, key) = await NewKey(admin, Start.AddHours(1));
        using var visitor = await new Visitor(node.Address).SignIn(key);
        (await visitor.IsSignedIn()).ShouldBeTrue();
        clock.Set(Start.AddHours(1));
        (await visitor.IsSignedIn()).ShouldBeFalse();
    }

    [Fact]
    public async Task a_session_is_the_same_on_every_node_and_ends_on_all()
    {
        await using var other = await TestHost.Start(host.ConnectionString);
        using var visitor = await new Visitor(host.Address).SignIn(TestHost.AdminKey);
        using var elsewhere = visitor.Copy(other.Address);
        (await elsewhere.IsSignedIn()).ShouldBeTrue();
        await visitor.Send("/sign-out");
        await Eventually.True(
            async () => !await elsewhere.IsSignedIn(), "the other node knows that the session has ended");
    }

    [Theory]
    [InlineData("Portal:SessionHours", "0")]
    [InlineData("Portal:SessionHours", "12:00")]
    [InlineData("Portal:SessionIdleMinutes", "4")]
    public async Task a_session_limit_that_is_none_is_refused_at_the_start(string setting, string value) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => TestHost.Start(
            host.ConnectionString, (setting, value)))).Message.ShouldContain(setting);

    private static async Task<(string KeyId, string Key)> NewKey(Api admin, DateTimeOffset? expiresAt = null)
    {
        var made = await admin.Must("POST", "/api/keys",
            new { name = $"visitor {Guid.NewGuid():N}", role = "auditor", expiresAt = expiresAt?.ToString("O") });
        return (made!["keyId"]!.GetValue<string>(), made["key"]!.GetValue<string>());
    }

    private static async Task<long> Rows(string database, string keyId)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            "SELECT count(*) FROM product.portal_sessions WHERE key_id = $1");
        command.Parameters.Add(new() { Value = keyId });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
