using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Files are reconciled from the command line, with an exit code for scripts.</summary>
public sealed class ReconcileCommandTests
{
    private static readonly string Samples = Path.Combine(Repository.Root, "build", "samples", "reconciliation");

    [Fact]
    public async Task what_differs_is_shown_written_to_a_file_and_told_by_the_exit_code()
    {
        var database = await TestPostgres.NewDatabase();
        var folder = Directory.CreateDirectory(TestFolders.New("reconcile")).FullName;
        var csv = Path.Combine(folder, "differences.csv");
        var inventory = await HostProcess.Run(database, ["reconcile", "inventory",
            Path.Combine(Samples, "inventory.csv"), "--date", "2026-03-01", "--csv", csv]);
        inventory.ExitCode.ShouldBe(1, inventory.Errors);
        inventory.Output.ShouldContain("notBilled");
        inventory.Output.ShouldContain("4 rows read, 0 rejected; 0 agree, 4 differ");
        (await File.ReadAllLinesAsync(csv)).Length.ShouldBe(5);

        var bill = await HostProcess.Run(database, ["reconcile", "supplier-bill",
            Path.Combine(Samples, "supplier-bill.csv"), "--from", "2026-02-01", "--to", "2026-02-28", "--json"]);
        bill.ExitCode.ShouldBe(1, bill.Errors);
        JsonNode.Parse(bill.Output)!["sums"]!.AsArray().Select(sum => $"{sum!["currency"]} {sum["billed"]}")
            .ShouldBe(["EUR 0.80", "USD 2.10"]);
        var equal = await HostProcess.Run(database, ["reconcile", "supplier-bill",
            Path.Combine(Samples, "supplier-bill.csv"), "--from", "2026-02-01", "--to", "2026-02-28",
            "--tolerance", "1.30"]);
        equal.ExitCode.ShouldBe(0, equal.Errors);

        (await HostProcess.Run(database, ["reconcile", "inventory"])).ExitCode.ShouldBe(2);
        (await HostProcess.Run(database, ["reconcile", "supplier-bill", csv, "--from", "2026-02-01"]))
            .ExitCode.ShouldBe(2);
        var refused = await HostProcess.Run(database, ["reconcile", "inventory", csv]);
        (refused.ExitCode, refused.Errors).ShouldSatisfyAllConditions(
            one => one.ExitCode.ShouldBe(1), one => one.Errors.ShouldContain("has the unknown column 'number'"));
        TestFolders.Remove(folder);
    }
}
