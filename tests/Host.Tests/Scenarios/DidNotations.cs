using PackageBilling.Host.Tests.Imports;

namespace PackageBilling.Host.Tests.Scenarios;

/// <summary>A DID is taken in any notation, wherever one is given.</summary>
[Collection(OneHost.Name)]
public sealed class DidNotations(TestHost host)
{
    private const string Did = "442079469000";

    private static readonly string[] Notations =
        ["+442079469000", "00442079469000", "00 44-20-7946-9000", "+44 (20) 7946.9000", " 44 2079 469000 "];

    [Fact]
    public async Task assigning_asking_calling_importing_and_releasing_know_a_did_in_any_notation()
    {
        await host.Api.Must("POST", "/api/customers", new { customerId = "did-forms", name = "Forms" });
        var package = await host.Api.Must("POST", "/api/packages", new { name = "did forms", type = "freeMinutes",
            retail = "1", cost = "0", frequency = "monthly", frequencyMatch = new[] { 1 } });
        foreach (var (notation, n) in Notations.Select((notation, n) => (notation, n)))
        {
            await host.Api.Must("POST", "/api/customers/did-forms/packages", new
            { packageId = package!["packageId"], startDate = "2025-01-01", did = notation, freeMinutes = 10,
                allowDuplicate = true });
            var escaped = Uri.EscapeDataString(notation);
            (await host.Api.Call("GET", $"/api/dids/{escaped}")).Code.ShouldBe(200, notation);
            var free = await host.Api.Must(
                "GET", $"/api/customers/did-forms/free-seconds?destination=4420&did={escaped}");
            free!["did"]!.ToString().ShouldBe(Did);
            var taken = await host.Api.Must("POST", "/api/usage", new[] { new { callId = $"did-form-{n}",
                customerId = "did-forms", did = notation, destination = "34600000001",
                startedAt = "2025-01-05T10:00:00Z", billedSeconds = 1, amount = "0" } });
            taken!["accepted"]!.GetValue<long>().ShouldBe(1, $"{notation}: {taken}");
            var imported = await host.Api.Import("assignments",
                "assignmentId,customerId,packageId,startDate,did,freeMinutes,allowDuplicate\n"
                    + $"did-form-{n},did-forms,{package["packageId"]},2025-01-01,\"{notation}\",10,true\n");
            imported.Body.Counts("assignments").ShouldBe("1 read, 1 added, 0 known, 0 rejected", notation);
        }
        (await host.Api.Must("GET", "/api/customers/did-forms/packages"))!["items"]!.AsArray()
            .Select(assignment => assignment!["did"]!.ToString()).ShouldBe(Enumerable.Repeat(Did, 10));
        (await host.Api.Must("GET", "/api/customers/did-forms/calls"))!["items"]!.AsArray()
            .Select(call => call!["did"]!.ToString()).Distinct().ShouldBe([Did]);
        var release = await host.Api.Call("POST",
            $"/api/dids/{Uri.EscapeDataString(Notations[2])}/release", """{"date":"2025-06-30"}""");
        release.Code.ShouldBe(200, release.Text);
    }
}
