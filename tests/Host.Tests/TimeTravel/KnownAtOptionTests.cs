using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>On the command line what was known then is asked by one option too.</summary>
public sealed class KnownAtOptionTests
{
    [Theory]
    [InlineData("unbilled --known-at")]
    [InlineData("export charges --known-at")]
    [InlineData("export statements --known-at")]
    [InlineData("simulate --date 2025-02-01 --known-at")]
    [InlineData("simulate --from 2025-02-01 --to 2025-02-28 --known-at")]
    [InlineData("simulate --date 2025-02-01 --as-of")]
    [InlineData("compare --left 2025-02-01 --right 2025-03-01 --left-known-at")]
    [InlineData("compare --left 2025-02-01 --right 2025-03-01 --right-known-at")]
    [InlineData("compare --left 2025-02-01 --right 2025-03-01 --left-as-of")]
    public void every_command_with_a_report_takes_a_position_or_an_instant(string command)
    {
        foreach (var value in (string[])["0", "5030", "2025-01-31T18:30:00Z", "2025-01-31T18:30:00+05:30"])
            CommandLine.Create().Parse([.. command.Split(' '), value]).Errors.ShouldBeEmpty();
        foreach (var value in (string[])["-1", "yesterday", "2025-01-31", "2025-01-31T18:30:00"])
            CommandLine.Create().Parse([.. command.Split(' '), value]).Errors.ShouldNotBeEmpty(value);
    }

    [Fact]
    public async Task an_export_as_known_before_everything_is_empty()
    {
        var database = await TestPostgres.NewDatabase();
        await using (var node = await TestHost.Start(database))
        {
            using var api = new Api(node.Address, TestHost.AdminKey);
            await api.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme" });
            await api.Must("POST", "/api/customers/acme/payments", new { amount = "10", reference = "wire-1" });
        }
        var now = await HostProcess.Run(database, ["export", "statements"]);
        now.Output.ShouldContain("wire-1", customMessage: now.Errors);
        var then = await HostProcess.Run(database, ["export", "statements", "--known-at", "0"]);
        then.ExitCode.ShouldBe(0, then.Errors);
        then.Output.Trim().Split('\n').ShouldHaveSingleItem();
    }
}
