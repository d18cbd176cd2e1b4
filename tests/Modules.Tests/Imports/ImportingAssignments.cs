using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Imports;

public sealed class ImportingAssignments
{
    private const string Header = "assignmentId,customerId,packageId,startDate,endDate,did\n";

    [Fact]
    public async Task each_row_is_held_to_the_rules_of_the_single_command()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        (await node.Import("packages", """
            packageId,name,type,retail,cost,currency,frequency,minimumDays
            euro,Euro,standard,1,1,EUR,daily,
            minutes,Minutes,freeMinutes,1,1,USD,daily,
            year,Year,standard,1,1,USD,daily,365
            """)).Rows.Added.ShouldBe(3);

        var imported = await node.Import("assignments", """
            assignmentId,customerId,packageId,packageName,quantity,startDate,endDate,did,freeMinutes,autoDecrementCredit
            a1,c1,line,,2,2025-01-01,,+442079460001,,yes
            a2,c1,,line,,2025-01-01,,,,
            ,c1,line,,,2025-01-01,,,,
            a4,c9,line,,,2025-01-01,,,,
            a5,c1,nothing,,,2025-01-01,,,,
            a6,c1,line,,0,2025-01-01,,,,
            a7,c1,line,,x,2025-02-30,,,,
            a8,c1,line,,,2025-01-02,2025-01-01,,,
            a9,c1,euro,,,2025-01-01,,,,
            b1,c1,minutes,,,2025-01-01,,,,
            b2,c1,line,,,2025-01-01,,,100,
            b3,c1,year,,,2025-01-01,2025-12-30,,,
            b4,c1,line,,,2025-01-01,,0123,,maybe
            b5,c1,,No such name,,2025-01-01,,,,
            b6,c1,line,Line,,2025-01-01,,,,
            a1,c1,line,,,2025-01-01,,,,
            b7,c 1,line,,,2025-01-01,,,,
            b8,c1,,,,,,,,
            """, ImportMode.Rows);

        imported.Summary.ShouldBe("18 read, 2 added, 0 known, 16 rejected");
        imported.Faults.ShouldBe([
            "4 assignmentId: is required: by it a repeat is told from a second assignment",
            "5 customerId: there is no customer c9",
            "6 packageId: there is no package nothing",
            "7 quantity: must be from 1 to 1000000",
            "8 quantity: “x” isn't a whole number: use digits only, such as 25",
            "8 startDate: must be a date that exists, as yyyy-MM-dd", "9 endDate: must not be before startDate",
            "10 packageId: package euro is in EUR, the customer pays in USD",
            "11 freeMinutes: is required, since the package grants free minutes",
            "12 freeMinutes: belongs to packages of type freeMinutes only",
            "13 endDate: must not be before 2025-12-31: the package lasts at least 365 days",
            "14 autoDecrementCredit: must be true or false",
            $"14 did: {PhoneNumbers.Fault}",
            "15 packageName: no package that takes assignments is called No such name",
            "16 packageName: must be left out when there is a packageId",
            "17 assignmentId: is in line 2 already",
            "18 customerId: must be 1 to 64 letters, digits, '.', '_' or '-'",
            "19 packageId: is required", "19 startDate: is required",
        ]);
        var did = (await node.Services.GetRequiredService<CustomerKeys>().Of("c1", default)).Seal("442079460001");
        (await node.Log.ReadStream("assignment-a1", default)).Single().Data.ShouldBe(
            new PackageAssigned("a1", "c1", "line", did, new(2025, 1, 1))
            {
                Quantity = 2, AutoDecrementCredit = true, DidHash = await node.DidHash("442079460001"),
            });
        (await node.OnDid("442079460001")).Single().Data
            .ShouldBe(new DidAssigned(did, "a1", "c1", "line", new(2025, 1, 1), null));
    }

    [Fact]
    public async Task a_file_goes_in_as_a_whole_or_not_at_all()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        var before = await node.Events();

        (await node.Import(
            "assignments", $"{Header}a1,c1,line,2025-01-01,,\na2,nobody,line,2025-01-01,,\na3,c2,line,2025-01-01,,\n"))
            .Summary.ShouldBe("3 read, 0 added, 0 known, 1 rejected");
        (await node.Events()).ShouldBe(before);
    }

    [Fact]
    public async Task the_same_file_again_is_known_whatever_became_of_it_since()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        const string file = $"{Header}a1,c1,line,2025-01-01,,+14155550100\na2,c2,line,2025-01-01,2025-12-31,\n";
        (await node.Import("assignments", file)).Rows.Added.ShouldBe(2);
        await node.Send(new ChangeAssignment("c1", "a1", new(7, null, new(2025, 6, 1))));
        await node.Send(new EndAssignment("c1", "a1", new(2025, 8, 31)));
        await node.Send(new PackageBilling.Catalog.RetirePackage("line"));
        var before = await node.Events();

        (await node.Import("assignments", file)).Summary.ShouldBe("2 read, 0 added, 2 known, 0 rejected");
        (await node.Import("assignments", file.Replace("2025-12-31", "2026-12-31", StringComparison.Ordinal))).Faults
            .ShouldBe(["3 assignmentId: assignment a2 is there already with another endDate"]);
        (await node.Events()).ShouldBe(before);
    }

    [Fact]
    public async Task a_did_is_one_customers_within_a_file_and_beside_what_is_there()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        (await node.Import(
            "assignments", $"{Header}old,c1,line,2025-01-01,2025-06-30,14155550100\n")).Rows.Added.ShouldBe(1);

        var imported = await node.Import("assignments", Header.TrimEnd() + ",allowDuplicate\n" + """
            a1,c2,line,2025-06-30,,14155550100,
            a2,c2,line,2025-07-01,,14155550100,
            a3,c1,line,2025-07-01,,14155550101,
            a4,c2,line,2025-12-01,,+14155550101,
            a5,c1,line,2025-08-01,,14155550101,true
            a6,c2,line,2024-01-01,2025-06-30,14155550101,
            """, ImportMode.Rows);

        imported.Summary.ShouldBe("6 read, 4 added, 0 known, 2 rejected");
        imported.Faults.ShouldBe([
            "2 did: 14155550100 belongs to customer c1 from 2025-01-01 to 2025-06-30 on some of these dates",
            "5 did: 14155550101 belongs to customer c1 from 2025-07-01 on on some of these dates",
        ]);
        (await node.OnDid("14155550101")).Select(stored => stored.Version).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task a_did_that_rows_far_apart_in_a_file_share_is_one_stream_in_order()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        var rows = Enumerable.Range(1, (ImportLimits.ChunkRows * 2) + 10)
            .Select(n => $"a{n},c1,line,2025-01-01,,{(n % ImportLimits.ChunkRows == 7 ? "14155550100" : "")},yes\n");

        (await node.Import("assignments", Header.TrimEnd() + ",allowDuplicate\n" + string.Concat(rows))).Rows.Added
            .ShouldBe((ImportLimits.ChunkRows * 2) + 10);
        (await node.OnDid("14155550100")).Select(stored => stored.Version).ShouldBe([1, 2, 3]);

        (await node.Import("assignments", $"{Header}late,c2,line,2025-01-01,,14155550100\n")).Rows.Rejected.ShouldBe(1);
    }

    [Fact]
    public async Task two_rows_that_give_a_did_the_same_package_are_refused_unless_they_say_so()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        (await node.Import(
            "assignments", $"{Header}old,c1,line,2025-01-01,2025-06-30,14155550100\n")).Rows.Added.ShouldBe(1);

        var imported = await node.Import("assignments", Header + """
            a1,c1,line,2025-06-30,,14155550100
            a2,c1,line,2025-07-01,,14155550100
            a3,c1,line,2025-08-01,,+14155550100
            a4,c1,line,2025-07-01,,
            a5,c1,line,2025-07-01,,
            """, ImportMode.Rows);

        imported.Faults.ShouldBe([
            "2 allowDuplicate: assignment old already has package line on 14155550100 from 2025-01-01 to 2025-06-30; "
                + "allow a duplicate to have it twice",
            "4 allowDuplicate: assignment in line 3 already has package line on 14155550100 from 2025-07-01 on; allow "
                + "a duplicate to have it twice",
        ]);
        (await node.Import("assignments",
            Header.TrimEnd() + ",allowDuplicate\na3,c1,line,2025-08-01,,+14155550100,true\n")).Rows.Added.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task of_two_imports_at_once_one_gets_a_did(bool asAWhole)
    {
        await using var node = await Node.Start();
        await node.Furnish(20);
        var mode = asAWhole ? ImportMode.All : ImportMode.Rows;

        var imports = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => Task.Run(() => node.Import("assignments",
            Header + string.Concat(Enumerable.Range(0, 5)
                .Select(d => $"a{n}-{d},c{n},line,2025-01-01,,1415555010{(n % 2 == 0 ? d : 4 - d)}\n")), mode))));

        imports.Sum(import => import.Rows.Added).ShouldBe(5);
        for (var d = 0; d < 5; d++) (await node.OnDid($"1415555010{d}")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_connection_that_dies_in_the_middle_leaves_nothing_of_the_file()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        var file = Header + string.Concat(
            Enumerable.Range(1, ImportLimits.ChunkRows * 3).Select(n => $"a{n},c1,line,2025-01-01,,\n"));
        var before = await node.Events();

        await Should.ThrowAsync<Npgsql.NpgsqlException>(() => node.Import(
            "assignments", file, log: BreakingLog.At(2, node.Log)));

        (await node.Events()).ShouldBe(before);
        (await node.Import("assignments", file)).Rows.Added.ShouldBe(ImportLimits.ChunkRows * 3);
    }

    [Fact]
    public async Task row_by_row_it_leaves_what_was_committed_and_a_repeat_brings_the_rest()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        var file = Header + string.Concat(
            Enumerable.Range(1, ImportLimits.ChunkRows * 3).Select(n => $"a{n},c1,line,2025-01-01,,\n"));
        var before = await node.Events();

        await Should.ThrowAsync<Npgsql.NpgsqlException>(() => node.Import(
            "assignments", file, ImportMode.Rows, BreakingLog.At(2, node.Log)));

        (await node.Events()).ShouldBe(before + ImportLimits.ChunkRows);
        (await node.Import("assignments", file, ImportMode.Rows)).Summary
            .ShouldBe($"{ImportLimits.ChunkRows * 3} read, {ImportLimits.ChunkRows * 2} added, "
                + $"{ImportLimits.ChunkRows} known, 0 rejected");
    }
}
