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
        foreach (var operation in (await Operation.All(host.Api)).Where(operation => !operation.Path.StartsWith("/health", StringComparison.Ordinal)))
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

    [Theory]
    [InlineData("admin")]
    [InlineData("operator")]
    [InlineData("finance")]
    [InlineData("auditor")]
    public async Task a_role_may_do_what_the_table_says_and_nothing_else(string role)
    {
        var key = await host.Api.Must("POST", "/api/keys", new { name = $"role {role} {Guid.NewGuid():N}", role });
        using var caller = host.Client(key!["key"]!.GetValue<string>());
        foreach (var operation in (await Operation.All(host.Api)).Where(operation => operation.NeedsKey))
        {
            var allowed = Allowed(operation).Contains(role);
            operation.Roles.Contains(role).ShouldBe(allowed, $"{operation.Id} in the description");
            var answer = await caller.Call(operation.Method, operation.Path, operation.Body is null ? null : "{}");
            if (allowed)
                answer.Code.ShouldNotBeOneOf(401, 403, 500);
            else
                answer.Code.ShouldBe(403, operation.Id);
        }
    }

    // The page "Access" of the interface: admin all; operator customers, assignments, payments, usage, runs; finance reads and
    // simulations; auditor reads and verifies.
    private static string[] Allowed(Operation operation) => (operation.Method, operation.Path) switch
    {
        (_, "/api/keys/current") => ["admin", "operator", "finance", "auditor"],
        (_, var path) when path.StartsWith("/api/keys", StringComparison.Ordinal) || path.StartsWith("/api/imports", StringComparison.Ordinal)
            || path.StartsWith("/api/webhooks", StringComparison.Ordinal) => ["admin"],
        (_, "/api/audit/verify" or "/api/replays" or "/api/charge-runs/{runId}/replay") => ["admin", "auditor"],
        ("POST", "/api/projections/{name}/rebuild" or "/api/dead-letters/{id}/resend" or "/api/audit/checkpoints") => ["admin"],
        ("GET", "/api/export/log.csv" or "/api/export/log.ndjson") => ["admin", "auditor"],
        ("GET", "/api/simulations/{id}/lines") => ["admin", "operator", "finance"],
        ("GET", _) => ["admin", "operator", "finance", "auditor"],
        (_, var path) when path.StartsWith("/api/packages", StringComparison.Ordinal) => ["admin"],
        (_, "/api/usage/erase") => ["admin"],
        (_, "/api/charge-runs/{runId}/reverse" or "/api/restatements" or "/api/simulations" or "/api/simulations/compare" or "/api/forecasts" or "/api/customers/{customerId}/run-package") => ["admin", "operator", "finance"],
        _ => ["admin", "operator"],
    };
}
