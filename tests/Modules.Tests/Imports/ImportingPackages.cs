using PackageBilling.Catalog;
using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Imports;

public sealed class ImportingPackages
{
    private const string Header = "packageId,name,type,retail,cost,setupRetail,setupCost,currency,quantity,frequency,"
        + "frequencyMatch,destinations,minimumSpend,minimumDays,description";

    [Fact]
    public async Task lists_stand_in_one_field()
    {
        await using var node = await Node.Start();

        var imported = await node.Import("packages", $"""
            {Header}
            a,A,freeMinutes,10.50,6,1,0.5,GBP,3,monthly,31 15,^44|^91,25,30,"Said to be ""good"", and is"
            b,B,freeMinutes,1,1,,,,,weekly,"Mon, thu",44 1,,,
            c,C,,0,0,,,,,none,,,,,
            """);

        imported.Faults.ShouldBeEmpty();
        var defined = (PackageDefined)(await node.Log.ReadStream("package-a", default)).Single().Data;
        (defined.Type, defined.Currency).ShouldBe((PackageType.FreeMinutes, "GBP"));
        (defined.Terms with { Weekdays = [], MonthDays = [], Destinations = [] }).ShouldBe(
            new("A", "Said to be \"good\", and is", 10.50m, 6, 1, 0.5m, 3, Frequency.Monthly,
                [], [], [], 25, 30, null));
        defined.Terms.MonthDays.ShouldBe([15, 31]);
        defined.Terms.Destinations.ShouldBe(["44", "91"]);
        ((PackageDefined)(await node.Log.ReadStream("package-b", default)).Single().Data).Terms.Weekdays
            .ShouldBe([DayOfWeek.Monday, DayOfWeek.Thursday]);
    }

    [Fact]
    public async Task each_row_is_held_to_the_rules_of_the_single_command()
    {
        await using var node = await Node.Start();

        var imported = await node.Import("packages", """
            packageId,name,retail,cost,frequency,frequencyMatch,destinations
            a,A,1,1,monthly,1,
            b,a,1,1,daily,,
            c,C,,x,monthly,,
            d,D,1,1,weekly,monday,
            e,E,1,1,monthly,32,
            f,F,1,1,daily,,44
            g,G,1.0000001,1,sometimes,,
            """, ImportMode.Rows);

        imported.Summary.ShouldBe("7 read, 1 added, 0 known, 6 rejected");
        imported.Faults.ShouldBe([
            "3 name: is the name of package a already",
            "4 cost: “x” isn't an amount: use only digits and a decimal point, such as 45.00", "4 retail: is required",
            "4 frequencyMatch: must name at least one day of the month, or the package would never bill",
            "5 frequencyMatch: must be days of the week: mon, tue, wed, thu, fri, sat, sun",
            "6 frequencyMatch: must be days of the month: whole numbers from 1 to 31",
            "7 destinations: only packages of type freeMinutes have this",
            "8 retail: must have at most 6 decimals", "8 frequency: must be none, daily, weekly or monthly",
        ]);
    }

    [Fact]
    public async Task what_is_there_as_it_was_defined_is_known_by_id_or_by_name()
    {
        await using var node = await Node.Start();
        const string file = "packageId,name,retail,cost,frequency\na,A,1,1,daily\n,No id,2,1,daily\n";
        (await node.Import("packages", file)).Rows.Added.ShouldBe(2);
        await node.Send(new RevisePackage { PackageId = "a", Name = "A", Retail = 5, Cost = 1, Frequency = "daily" });
        var before = await node.Events();

        (await node.Import("packages", file)).Summary.ShouldBe("2 read, 0 added, 2 known, 0 rejected");
        (await node.Import("packages", "packageId,name,retail,cost,frequency\na,A,1,1,none\n,No id,3,1,daily\n",
            ImportMode.Rows)).Faults.ShouldBe([
                "2 packageId: package a is there already with another frequency; revise it",
                $"3 name: package {await Id(node)} is there already with another price; revise it",
            ]);
        (await node.Events()).ShouldBe(before);
    }

    private static async Task<string> Id(Node node)
    {
        await using var find = node.Source.CreateCommand("SELECT data->>'packageId' FROM events.mt_events "
            + "WHERE type = 'package_name_claimed' AND data->>'name' = 'No id'");
        return (string)(await find.ExecuteScalarAsync())!;
    }
}
