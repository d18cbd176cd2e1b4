namespace PackageBilling.Host.Tests;

/// <summary>
/// Names, DIDs and references as the interface shows them, before and after their customer is erased.
/// </summary>
[Collection(OneHost.Name)]
public sealed class ErasedCustomerTests(TestHost host)
{
    private const string Name = "Smith, \"Jane\" & Söhne \\ 中", Did = "12025551234", Reference = "=HYPERLINK(\"x\"),1";

    [Fact]
    public async Task texts_are_shown_in_json_and_csv_as_they_were_given_and_as_erased_after_that()
    {
        var (id, package) = ($"erased-{Guid.NewGuid():N}", await Package());
        await host.Api.Must("POST", "/api/customers", new { customerId = id, name = Name });
        await host.Api.Must("PUT", $"/api/customers/{id}/billing",
            new { name = Name, address = new[] { Name }, email = "jane@example.com", taxId = Name });
        await host.Api.Must("POST", $"/api/customers/{id}/packages",
            new { assignmentId = id, packageId = package, startDate = "2025-01-01", did = Did });
        await host.Api.Must("POST", $"/api/customers/{id}/payments", new { amount = "10", reference = Reference });
        await host.Api.Must("POST", "/api/charge-runs", new { date = "2025-02-01", customerIds = new[] { id } },
            null, ("Prefer", "wait=60"));

        (await host.Api.Must("GET", $"/api/customers/{id}"))!["name"]!.GetValue<string>().ShouldBe(Name);
        (await Billing(id)).ShouldBe([Name, Name, "jane@example.com", Name]);
        (await host.Api.Must("GET", $"/api/customers/{id}/charges"))!["items"]![0]!["did"]!
            .GetValue<string>().ShouldBe(Did);
        (await host.Api.Must("GET", $"/api/customers/{id}/statement"))!["items"]![0]!["reference"]!
            .GetValue<string>().ShouldBe(Reference);
        (await Text($"/api/export/charges.csv?customerId={id}")).ShouldContain($",{Did},");
        (await Text($"/api/export/statements.csv?customerId={id}")).ShouldContain(",\"'=HYPERLINK(\"\"x\"\"),1\"");
        (await Text($"/api/export/charges.ndjson?customerId={id}")).ShouldContain($"\"did\":\"{Did}\"");
        (await Explained(id)).ShouldContain($"for DID {Did}:");

        (await host.Api.Call("POST", $"/api/customers/{id}/erase", new { reason = "asked for" })).Code.ShouldBe(409);
        await host.Api.Must("POST", $"/api/customers/{id}/packages/{id}/end", new { endDate = "2025-03-01" });
        (await host.Api.Call("POST", $"/api/customers/{id}/erase", new { })).Fields.ShouldBe(["reason"]);
        await host.Api.Must("POST", $"/api/customers/{id}/erase", new { reason = "asked for" });

        (await host.Api.Must("GET", $"/api/customers/{id}"))!["name"]!.GetValue<string>().ShouldBe("erased");
        (await Billing(id)).ShouldBe(["erased", "erased", "erased", "erased"]);
        (await host.Api.Must("GET", $"/api/customers/{id}/charges"))!["items"]![0]!["did"]!
            .GetValue<string>().ShouldBe("erased");
        var payment = (await host.Api.Must("GET", $"/api/customers/{id}/statement"))!["items"]![0]!;
        (payment["reference"]!.GetValue<string>(), payment["amount"]!.GetValue<string>()).ShouldBe(("erased", "10.00"));
        (await Text($"/api/export/charges.csv?customerId={id}")).ShouldContain(",erased,");
        (await Text($"/api/export/statements.csv?customerId={id}")).ShouldContain(",erased");
        (await Explained(id)).ShouldContain("for DID erased:");
        (await host.Api.Must("GET", $"/api/customers/{id}/history"))!["items"]!.AsArray()
            .Select(entry => entry!["event"]!.GetValue<string>()).ShouldContain("erased");
        (await host.Api.Call("PATCH", $"/api/customers/{id}", new { name = "again" })).Code.ShouldBe(409);
        (await host.Api.Call("PUT", $"/api/customers/{id}/billing", new { name = "again" })).Code.ShouldBe(409);
    }

    [Fact]
    public async Task a_repeat_is_answered_with_no_text_once_its_customer_is_erased()
    {
        var id = $"erased-{Guid.NewGuid():N}";
        var (body, key) = (new { customerId = id, name = "Once Only" }, ("Idempotency-Key", id));
        (await host.Api.Must("POST", "/api/customers", body, null, key))!["name"]!
            .GetValue<string>().ShouldBe("Once Only");
        await host.Api.Must("POST", $"/api/customers/{id}/erase", new { reason = "asked for" });
        (await host.Api.Must("POST", "/api/customers", body, null, key))!["name"]!
            .GetValue<string>().ShouldBe("erased");
    }

    private async Task<string> Package() => (await host.Api.Must("POST", "/api/packages", new
    {
        name = $"erasing {Guid.NewGuid():N}", retail = "2", cost = "1", frequency = "monthly",
        frequencyMatch = new[] { 1 },
    }))!["packageId"]!.GetValue<string>();

    private async Task<string[]> Billing(string id)
    {
        var billing = (await host.Api.Must("GET", $"/api/customers/{id}/billing"))!;
        return [.. new[] { billing["name"], billing["address"]![0], billing["email"], billing["taxId"] }
            .Select(text => text!.GetValue<string>())];
    }

    private async Task<string> Text(string path)
    {
        var answer = await host.Api.Call("GET", path);
        answer.Code.ShouldBe(200, answer.Text);
        return answer.Text;
    }

    private async Task<string> Explained(string id) =>
        string.Join('\n', (await host.Api.Must("GET", $"/api/charges/{id}.recurring.2025-02-01.1/explain"))!["steps"]!
            .AsArray().Select(step => step!["text"]!.GetValue<string>()));
}
