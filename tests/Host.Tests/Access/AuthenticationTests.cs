namespace PackageBilling.Host.Tests;

[Collection(OneHost.Name)]
public sealed class AuthenticationTests(TestHost host)
{
    public static TheoryData<string> NotKeys() => ["", "wrong", TestHost.AdminKey + "x", new string('k', 5_000)];

    [Theory]
    [MemberData(nameof(NotKeys))]
    public async Task no_operation_answers_without_a_key_in_force(string key)
    {
        using var stranger = host.Client(key.Length == 0 ? null : key);
        var before = await host.Events();
        foreach (var operation in (await Operation.All(host.Api))
            .Where(operation => !operation.Path.StartsWith("/health", StringComparison.Ordinal)))
        {
            operation.NeedsKey.ShouldBeTrue(operation.Id);
            var answer = await stranger.Call(operation.Method, operation.Path, operation.Body is null ? null : "{}");
            answer.Code.ShouldBe(401, operation.Id);
            answer.Message.Headers.WwwAuthenticate.ToString().ShouldStartWith("Bearer");
            answer.Body!["status"]!.GetValue<int>().ShouldBe(401);
        }
        (await host.Events()).ShouldBe(before);
    }

    [Theory]
    [InlineData("/api/nothing/here")]
    [InlineData("/nothing")]
    public async Task an_address_that_is_none_is_not_shown_to_strangers(string path)
    {
        using var stranger = host.Client(null);
        (await stranger.Call("GET", path)).Code.ShouldBe(401);
        var known = await host.Api.Call("GET", path);
        known.Code.ShouldBe(404);
        known.Body!["title"]!.GetValue<string>().ShouldBe("Not Found");
    }

    [Fact]
    public async Task health_and_the_description_need_no_key()
    {
        using var stranger = host.Client(null);
        foreach (var path in new[] { "/health/live", "/health/ready", "/openapi/v1.json" })
        {
            (await stranger.Call("GET", path)).Code.ShouldBe(200, path);
            // Monitors and load balancers ask without the body.
            var head = await stranger.Call("HEAD", path);
            (head.Code, head.Text).ShouldBe((200, ""), path);
        }
        (await stranger.Call("HEAD", "/api/packages")).Code.ShouldBe(401);
        (await host.Api.Call("HEAD", "/api/packages")).Code.ShouldBe(200);
        (await host.Api.Call("HEAD", "/api/packages/none")).Code.ShouldBe(404);
    }
}
