using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>What a script asks of the command line: what is unbilled, exports, keys.</summary>
public sealed class ScriptingTests
{
    [Fact]
    public async Task what_is_unbilled_is_added_up_and_written_line_by_line()
    {
        var (database, file) = (await Carrier(), Temporary());
        try
        {
            var table = await HostProcess.Run(
                database, ["unbilled", "--from", "2025-01-01", "--to", "2025-03-31", "--csv", file]);
            (table.ExitCode, table.Errors).ShouldBe((0, ""));
            table.Output.ShouldContain("| 2025-03-01 | USD      |     1 |  10.00 | 6.00 |   4.00 |");
            var lines = await File.ReadAllLinesAsync(file);
            lines.Length.ShouldBe(2);
            lines[1].ShouldContain("line-of-acme");

            await HostProcess.Run(database, ["run", "--date", "2025-03-01"]);
            var none = await HostProcess.Run(
                database, ["unbilled", "--from", "2025-01-01", "--to", "2025-03-31", "--customer", "acme", "--json"]);
            JsonNode.Parse(none.Output)!["lines"]!.GetValue<int>().ShouldBe(0);
            var nobody = await HostProcess.Run(database, ["unbilled", "--customer", "nobody"]);
            (nobody.ExitCode, nobody.Output).ShouldBe((1, ""));
            nobody.Errors.ShouldContain("customerId");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task exports_go_to_standard_output_or_to_a_file_that_is_whole_or_not_there()
    {
        var (database, file) = (await Carrier(), Temporary());
        try
        {
            var charges = await HostProcess.Run(
                database, ["export", "charges", "--from", "2025-02-01", "--to", "2025-02-28"]);
            (charges.ExitCode, charges.Errors).ShouldBe((0, ""));
            var rows = charges.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            rows.Length.ShouldBe(2);
            rows[0].ShouldStartWith("chargeId,outcome,");
            rows[1].ShouldStartWith("line-of-acme.recurring.2025-02-01.1,charged,");

            var statements = await HostProcess.Run(
                database, ["export", "statements", "--customer", "acme", "--format", "ndjson", "--out", file]);
            (statements.ExitCode, statements.Output, statements.Errors).ShouldBe((0, "", ""));
            (await File.ReadAllLinesAsync(file)).Select(line => JsonNode.Parse(line)!["kind"]!.GetValue<string>())
                .ShouldBe(["payment", "recurring"]);

            var log = await HostProcess.Run(database, ["export", "log"]);
            var positions = log.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonNode.Parse(line)!["position"]!.GetValue<long>()).ToList();
            positions.ShouldBe(positions.Order());
            var newer = await HostProcess.Run(
                database, ["export", "log", "--after", $"{positions[^3]}", "--format", "csv"]);
            newer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
                .Select(row => long.Parse(row.Split(',')[0], System.Globalization.CultureInfo.InvariantCulture))
                .Take(2).ShouldBe(positions[^2..]);

            var refused = await HostProcess.Run(
                database, ["export", "charges", "--customer", "nobody", "--out", $"{file}.no"]);
            refused.ExitCode.ShouldBe(1);
            (File.Exists($"{file}.no"), File.Exists($"{file}.no.part")).ShouldBe((false, false));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task a_key_is_made_listed_and_revoked()
    {
        var database = await TestPostgres.NewDatabase();
        await using var node = await TestHost.Start(database);
        var made = await HostProcess.Run(
            database, ["keys", "create", "--name", "reports", "--role", "finance", "--json"]);
        made.ExitCode.ShouldBe(0, made.Errors);
        var (keyId, key) = (JsonNode.Parse(made.Output)!["keyId"]!.GetValue<string>(),
            JsonNode.Parse(made.Output)!["key"]!.GetValue<string>());
        using var reports = new Api(node.Address, key);
        await Eventually.True(async () => (await reports.Call("GET", "/api/packages")).Code == 200, "the key is known");

        var listed = await HostProcess.Run(database, ["keys", "list"]);
        listed.Output.ShouldContain(keyId);
        listed.Output.ShouldNotContain(key);
        (await HostProcess.Run(
            database, ["keys", "create", "--name", "reports", "--role", "finance"])).ExitCode.ShouldBe(1);

        (await HostProcess.Run(database, ["keys", "revoke", keyId])).ExitCode.ShouldBe(0);
        await Eventually.True(
            async () => (await reports.Call("GET", "/api/packages")).Code == 401, "the key is refused");
        (await HostProcess.Run(database, ["keys", "revoke", "nothing"])).ExitCode.ShouldBe(1);
    }

    private static string Temporary() => Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");

    // A line charged on 1 February and open on 1 March, and a payment.
    private static async Task<string> Carrier()
    {
        var database = await TestPostgres.NewDatabase();
        await using var node = await TestHost.Start(database);
        using var admin = new Api(node.Address, TestHost.AdminKey);
        await admin.Must("POST", "/api/packages", new { packageId = "line", name = "Line", retail = "10", cost = "6",
            frequency = "monthly", frequencyMatch = new[] { 1 } });
        await admin.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme" });
        await admin.Must("POST", "/api/customers/acme/payments", new { amount = "100", reference = "wire" });
        await admin.Must("POST", "/api/customers/acme/packages", new { assignmentId = "line-of-acme",
            packageId = "line", startDate = "2025-01-10", autoDecrementCredit = true });
        await admin.Must("POST", "/api/charge-runs", new { date = "2025-02-01" }, null, ("Prefer", "wait=60"));
        return database;
    }
}
