namespace PackageBilling.Host.Tests;

/// <summary>What the interface says under "Retries".</summary>
[Collection(OneHost.Name)]
public sealed class RepeatTests(TestHost host)
{
    [Fact]
    public async Task the_same_key_and_body_is_answered_alike_and_carried_out_once()
    {
        var customer = await NewCustomer();
        var repeat = NewKey();
        var first = await Adjust(customer, "5", repeat);
        var again = await Adjust(customer, "5", repeat);
        (again.Status, again.Text).ShouldBe((first.Status, first.Text));
        (await Credit(customer)).ShouldBe(5m);
    }

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
            ("/api/forecasts", new { from = "2025-02-01", to = "2025-02-02" }, new { from = "2025-02-01", to = "2025-02-03" }),
            ($"/api/customers/{customer}/run-package", new { date = "2025-02-01" }, new { date = "2025-02-01", simulate = false, reason = "test" }),
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
    public async Task a_key_is_the_callers_own()
    {
        var customer = await NewCustomer();
        var made = await host.Api.Must("POST", "/api/keys", new { name = $"other {Guid.NewGuid():N}", role = "operator" });
        using var other = host.Client(made!["key"]!.GetValue<string>());
        var repeat = NewKey();
        (await Adjust(customer, "5", repeat)).Code.ShouldBe(201);
        (await other.Call("POST", $"/api/customers/{customer}/adjustments", new { amount = "6", reason = "test" }, repeat)).Code.ShouldBe(201);
        (await Credit(customer)).ShouldBe(11m);
    }

    [Fact]
    public async Task sixteen_at_once_adjust_once()
    {
        var customer = await NewCustomer();
        var repeat = NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Adjust(customer, "5", repeat)));
        answers.Select(answer => (answer.Code, answer.Text)).Distinct().ShouldHaveSingleItem().Code.ShouldBe(201);
        (await Credit(customer)).ShouldBe(5m);
    }

    [Fact]
    public async Task sixteen_at_once_define_one_package()
    {
        var (name, repeat) = ($"repeat {Guid.NewGuid():N}", NewKey());
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => host.Api.Call(
            "POST", "/api/packages", new { name, retail = "1", cost = "0", frequency = "daily" }, repeat)));
        answers.Select(answer => (answer.Code, answer.Text)).Distinct().ShouldHaveSingleItem().Code.ShouldBe(201);
        (await host.Api.Must("GET", $"/api/packages?search={Uri.EscapeDataString(name)}"))!["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task sixteen_at_once_start_one_run()
    {
        var customer = await NewCustomer();
        var repeat = NewKey();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => host.Api.Call(
            "POST", "/api/charge-runs", new { date = "2025-02-01", customerIds = new[] { customer } }, repeat, ("Prefer", "wait=60"))));
        answers.ShouldAllBe(answer => answer.Code == 200);
        answers.Select(answer => answer.Body!["runId"]!.GetValue<string>()).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task an_edit_of_what_has_changed_since_it_was_read_is_refused()
    {
        var customer = await NewCustomer();
        var seen = (await host.Api.Call("GET", $"/api/customers/{customer}")).Message.Headers.ETag!.ToString();
        (await host.Api.Call("PATCH", $"/api/customers/{customer}", new { name = "first" }, ("If-Match", seen))).Code.ShouldBe(200);
        var events = await host.Events();
        var second = await host.Api.Call("PATCH", $"/api/customers/{customer}", new { name = "second" }, ("If-Match", seen));
        (second.Code, second.Fields.Single()).ShouldBe((412, "If-Match"));
        (await host.Events()).ShouldBe(events);
        var now = (await host.Api.Call("GET", $"/api/customers/{customer}")).Message.Headers.ETag!.ToString();
        (await host.Api.Call("PATCH", $"/api/customers/{customer}", new { name = "second" }, ("If-Match", now))).Code.ShouldBe(200);
    }

    [Fact]
    public async Task a_version_is_never_passed_over_by_a_command_that_is_bound_to_none()
    {
        var customer = await NewCustomer();
        var events = await host.Events();
        var answer = await host.Api.Call("PUT", $"/api/customers/{customer}/credit-threshold", new { amount = "5" }, ("If-Match", "\"1\""));
        (answer.Code, answer.Fields.Single()).ShouldBe((400, "If-Match"), answer.Text);
        (await host.Events()).ShouldBe(events);
    }

    private Task<Answer> Adjust(string customer, string amount, (string, string) repeat) =>
        host.Api.Call("POST", $"/api/customers/{customer}/adjustments", new { amount, reason = "test" }, repeat);

    private async Task<decimal> Credit(string customer) => Values.Decimal((await host.Api.Must("GET", $"/api/customers/{customer}/account"))!["credit"]);

    private async Task<string> NewCustomer()
    {
        var customerId = $"repeat-{Guid.NewGuid():N}";
        await host.Api.Must("POST", "/api/customers", new { customerId, name = "Repeat" });
        return customerId;
    }

    private static (string, string) NewKey() => ("Idempotency-Key", Guid.NewGuid().ToString("N"));
}
