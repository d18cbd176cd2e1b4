namespace PackageBilling.Host.Tests.Imports;

/// <summary>Packages, customers and assignments as other systems export them.</summary>
[Collection(OneHost.Name)]
public sealed class FilePresetTests(TestHost host)
{
    [Fact]
    public async Task tables_of_a2billing_go_in_by_one_request()
    {
        var folder = Path.Combine(Moving.Samples, "switch", "a2billing");
        var answer = await host.Api.Import(Moving.Files(folder, ("packages", "packages.csv"),
            ("customers", "customers.csv"), ("assignments", "assignments.csv"), ("payments", "customers.csv")),
            "?preset=a2billing&firstRun=2025-02-01");

        answer.Code.ShouldBe(200, answer.Text);
        answer.Body.Counts("packages").ShouldBe("1 read, 1 added, 0 known, 0 rejected");
        answer.Body.Counts("customers").ShouldBe("2 read, 2 added, 0 known, 0 rejected");
        answer.Body.Counts("assignments").ShouldBe("2 read, 2 added, 0 known, 0 rejected");
        answer.Body.Counts("payments").ShouldBe("2 read, 2 added, 0 known, 0 rejected");
        (await Package("21")).ShouldBe("A2B seat 9.50 0.00 monthly");
        (await Assignments("a2b-2")).ShouldBe(["a2b-s2 21 1 2025-02-01 2025-06-30"]);
        (await host.Api.Must("GET", "/api/customers/a2b-2/account"))!["credit"]!.ToString().ShouldBe("-3.50");
    }

    [Fact]
    public async Task tables_of_astpp_go_in_by_one_request()
    {
        var folder = Path.Combine(Moving.Samples, "switch", "astpp");
        var answer = await host.Api.Import(Moving.Files(folder, ("packages", "packages.csv"),
            ("customers", "customers.csv"), ("assignments", "assignments.csv"), ("payments", "customers.csv")),
            "?preset=astpp&firstRun=2025-03-10");

        answer.Code.ShouldBe(200, answer.Text);
        answer.Body.Counts("assignments").ShouldBe("1 read, 1 added, 0 known, 0 rejected");
        answer.Body.Counts("payments").ShouldBe("1 read, 1 added, 0 known, 0 rejected");
        (await Package("ast-p1")).ShouldBe("ASTPP DID 2.50 1.10 daily");
        (await Assignments("ast-1")).ShouldBe(["ast-o1 ast-p1 2 2025-03-10 "]);
    }

    [Fact]
    public async Task packages_of_connexcs_and_who_has_them_go_in_by_one_request()
    {
        await host.Api.Must("POST", "/api/customers", new { customerId = "cx-c1", name = "CX" });
        var folder = Path.Combine(Moving.Samples, "switch", "connexcs");
        var answer = await host.Api.Import(Moving.Files(folder, ("packages", "packages.csv"),
            ("assignments", "assignments.csv")), "?preset=connexcs&firstRun=2025-02-01");

        answer.Code.ShouldBe(200, answer.Text);
        answer.Body.Counts("assignments").ShouldBe("1 read, 1 added, 0 known, 0 rejected");
        (await Package("cx-p1")).ShouldBe("CX seat 12.00 4.00 monthly");
        (await Assignments("cx-c1")).ShouldBe(["cx-a1 cx-p1 3 2025-01-01 "]);
    }

    [Fact]
    public async Task a_preset_that_is_not_there_or_beside_a_mapping_is_refused()
    {
        Dictionary<string, byte[]> parts = new() { ["customers"] = "id\n"u8.ToArray() };
        (await host.Api.Import(parts, "?preset=nobody")).Fields.Single().ShouldBe("preset");
        parts["mapping"] = "{}"u8.ToArray();
        (await host.Api.Import(parts, "?preset=astpp")).Fields.Single().ShouldBe("preset");
    }

    private async Task<string> Package(string id)
    {
        var package = await host.Api.Must("GET", $"/api/packages/{id}");
        return $"{package!["name"]} {package["retail"]} {package["cost"]} {package["frequency"]}";
    }

    private async Task<string[]> Assignments(string customer) =>
    [
        .. (await host.Api.Must("GET", $"/api/customers/{customer}/packages"))!["items"]!.AsArray().Select(one =>
            $"{one!["assignmentId"]} {one["packageId"]} {one["quantity"]} {one["startDate"]} {one["endDate"]}"),
    ];
}
