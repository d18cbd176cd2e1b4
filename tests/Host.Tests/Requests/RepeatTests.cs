namespace PackageBilling.Host.Tests;

/// <summary>What the interface says under "Retries".</summary>
[Collection(OneHost.Name)]
public sealed class RepeatTests(TestHost host)
{
    [Fact]
    public async Task the_same_key_with_another_body_is_refused()
    {
        var customer = await NewCustomer();
        var repeat = NewKey();
        (await Adjust(customer, "5", repeat)).Code.ShouldBe(201);
        var other = await Adjust(customer, "6", repeat);
        (other.Code, other.Fields.Single()).ShouldBe((422, "Idempotency-Key"));
        (await Credit(customer)).ShouldBe(5m);
    }

    [Fact]
    public async Task a_key_is_bound_to_a_request_that_only_reads_as_well()
    {
        var customer = await NewCustomer();
        foreach (var (path, body, other) in ((string, object, object)[])
        [
            ("/api/simulations", new { date = "2025-02-01" }, new { date = "2025-02-02" }),
            ("/api/forecasts", new { from = "2025-02-01", to = "2025-02-02" },
                new { from = "2025-02-01", to = "2025-02-03" }),
            ($"/api/customers/{customer}/run-package", new { date = "2025-02-01" },
                new { date = "2025-02-01", simulate = false, reason = "test" }),
        ])
        {
            var repeat = NewKey();
            (await host.Api.Call("POST", path, body, repeat)).Code.ShouldBe(200, path);
            (await host.Api.Call("POST", path, body, repeat)).Code.ShouldBe(200, path);
            var refused = await host.Api.Call("POST", path, other, repeat);
            (refused.Code, refused.Fields.Single()).ShouldBe((422, "Idempotency-Key"), path);
        }
    }

    [Fact]
    public async Task a_version_is_never_passed_over_by_a_command_that_is_bound_to_none()
    {
        var customer = await NewCustomer();
        var events = await host.Events();
        var answer = await host.Api.Call(
            "PUT", $"/api/customers/{customer}/credit-threshold", new { amount = "5" }, ("If-Match", "\"1\""));
        (answer.Code, answer.Fields.Single()).ShouldBe((400, "If-Match"), answer.Text);
        (await host.Events()).ShouldBe(events);
    }

    private Task<Answer> Adjust(string customer, string amount, (string, string) repeat) =>
        host.Api.Call("POST", $"/api/customers/{customer}/adjustments", new { amount, reason = "test" }, repeat);

    private async Task<decimal> Credit(string customer) =>
        Values.Decimal((await host.Api.Must("GET", $"/api/customers/{customer}/account"))!["credit"]);

    private async Task<string> NewCustomer()
    {
        var customerId = $"repeat-{Guid.NewGuid():N}";
        await host.Api.Must("POST", "/api/customers", new { customerId, name = "Repeat" });
        return customerId;
    }

    private static (string, string) NewKey() => ("Idempotency-Key", Guid.NewGuid().ToString("N"));
}
