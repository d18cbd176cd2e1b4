using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Imports;

/// <summary>A dry run says what the import says right after it, and leaves nothing behind.</summary>
public sealed class TryingImports
{
    private static readonly string[] Kinds = ["packages", "customers", "assignments", "pauses", "payments"];

    [Theory]
    [InlineData(1, ImportMode.Rows)]
    [InlineData(2, ImportMode.Rows)]
    [InlineData(3, ImportMode.Rows)]
    [InlineData(4, ImportMode.All)]
    [InlineData(5, ImportMode.All)]
    public async Task any_files_are_answered_as_the_import_answers_them_then(int seed, ImportMode mode)
    {
        await using var node = await Node.Start();
        var (carrier, seen) = (new RandomCarrier(seed), new ImportedRows(0, 0, 0, 0));
        for (var round = 0; round < 6; round++)
        {
            var files = carrier.Files(faults: mode == ImportMode.Rows ? 6 : 60);
            var before = await Written(node);
            var foreseen = await Import(node, files, mode, isDryRun: true);
            (await Written(node)).ShouldBe(before, $"seed {seed}, round {round}");
            var done = await Import(node, files, mode, isDryRun: false);
            foreseen.ShouldBe(done, $"seed {seed}, round {round}");
            foreach (var (rows, _, _) in done.Values)
                seen = new(seen.Read + rows.Read, seen.Added + rows.Added, seen.Known + rows.Known,
                    seen.Rejected + rows.Rejected, seen.Changed + rows.Changed);
        }
        // What was compared has rows of each kind.
        new[] { seen.Added, seen.Known, seen.Rejected, seen.Changed }.ShouldAllBe(count => count > 0, seen.ToString());
    }

    [Fact]
    public async Task rows_need_only_what_earlier_files_of_the_same_request_bring()
    {
        await using var node = await Node.Start();
        var files = new Dictionary<string, string>
        {
            ["packages"] = "packageId,name,retail,cost,frequency,quantity\nline,Line,10,6,daily,3\n",
            ["customers"] = "customerId,name,currency,timeZone\nc1,One,,\nc2,Two,EUR,Europe/Paris\n",
            ["assignments"] = "assignmentId,customerId,packageName,quantity,startDate,did\n"
                + "a1,c1,Line,,2025-01-01,442079460000\na2,c1,Line,4,2025-01-01,\n",
            ["pauses"] = "assignmentId,customerId,from,resumedOn\na1,c1,2025-02-01,2025-03-01\n",
            ["payments"] = "reference,customerId,amount,kind\nr1,c1,100,\nr2,c1,-20.50,opening\nr1,c2,7,\n",
        };
        var before = await Written(node);
        var foreseen = await Import(node, files, ImportMode.All, isDryRun: true);
        (await Written(node)).ShouldBe(before);
        foreseen["assignments"].Rows.ShouldBe(new ImportedRows(2, 2, 0, 0, 0, 7));
        foreseen["payments"].Amounts.ShouldBe("7 EUR, 79.50 USD");
        foreseen.ShouldBe(await Import(node, files, ImportMode.All, isDryRun: false));
        (await Import(node, files, ImportMode.All, isDryRun: true))["assignments"].Rows
            .ShouldBe(new ImportedRows(2, 0, 2, 0, 0, 7));
    }

    [Fact]
    public async Task rows_that_are_there_with_other_values_are_counted()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        await node.Import("assignments", "assignmentId,customerId,packageId,startDate\na1,c1,line,2025-01-01\n");
        await node.Import("payments", "reference,customerId,amount\nr1,c1,5\n");

        (await Changed("packages", "packageId,name,retail,cost,frequency,frequencyMatch\nline,Line,11,6,monthly,1\n"
            + "line 2,Line,11,6,monthly,1\n")).ShouldBe((2, 1));
        (await Changed("customers", "customerId,name\nc1,Another\nc 2,x\n")).ShouldBe((2, 1));
        (await Changed("assignments", "assignmentId,customerId,packageId,startDate\na1,c1,line,2025-01-02\n"
            + "a2,c9,line,2025-01-01\n")).ShouldBe((2, 1));
        (await Changed("payments", "reference,customerId,amount\nr1,c1,6\nr1,c9,6\n")).ShouldBe((2, 1));

        async Task<(int Rejected, int Changed)> Changed(string file, string csv)
        {
            var rows = (await node.Import(file, csv)).Rows;
            return (rows.Rejected, rows.Changed);
        }
    }

    [Fact]
    public async Task what_a_chunk_decides_is_there_for_the_next_one()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        var rows = string.Concat(
            Enumerable.Range(1, ImportLimits.ChunkRows).Select(n => $"a{n},c1,line,2025-01-01,\n"));
        var files = new Dictionary<string, string>
        {
            ["assignments"] = "assignmentId,customerId,packageId,startDate,did\nx1,c1,line,2025-01-01,442079460000\n"
                + $"{rows}x2,c2,line,2025-01-01,442079460000\nx3,c1,line,2025-01-01,442079460000\n",
        };
        var foreseen = await Import(node, files, ImportMode.Rows, isDryRun: true);
        foreseen["assignments"].Faults.Length.ShouldBeGreaterThan(0);
        foreseen.ShouldBe(await Import(node, files, ImportMode.Rows, isDryRun: false));
    }

    private static async Task<Dictionary<string, (ImportedRows Rows, string Amounts, string Faults)>> Import(
        Node node, Dictionary<string, string> files, ImportMode mode, bool isDryRun)
    {
        await using var scope = node.Services.CreateAsyncScope();
        var targets = scope.ServiceProvider.GetRequiredService<ImportTargets>();
        using var dry = targets.DryRun("try");
        var target = isDryRun ? (IImportTarget)dry : targets.IntoLog("import");
        var answers = new Dictionary<string, (ImportedRows, string, string)>();
        foreach (var kind in Kinds.Where(files.ContainsKey))
        {
            await using var rejects = new Rejects();
            var rows = await node.Import(kind, files[kind], rejects, mode, target: target);
            var amounts = (rows.Amounts ?? [])
                .Select(sum => FormattableString.Invariant($"{sum.Amount} {sum.Currency}"));
            answers.Add(kind, (rows with { Amounts = null }, string.Join(", ", amounts),
                string.Join('\n', rejects.Shown)));
            if (mode == ImportMode.All && rows.Rejected > 0) break;
        }
        return answers;
    }

    // Everything that the log and the vault of keys hold.
    private static async Task<string> Written(Node node)
    {
        await using var count = node.Source.CreateCommand("""
            SELECT concat_ws(' ', (SELECT count(*) FROM events.mt_events), (SELECT count(*) FROM events.mt_streams),
                (SELECT count(*) FROM vault.customer_keys), (SELECT count(*) FROM vault.carrier_key))
            """);
        return (string)(await count.ExecuteScalarAsync())!;
    }

    /// <summary>Files of one small carrier: the same few ids over and over, so that rows are new, known, changed and
    /// wrong.</summary>
    private sealed class RandomCarrier(int seed)
    {
        private readonly Random _random = new(seed);

        public Dictionary<string, string> Files(int faults)
        {
            var files = new Dictionary<string, string>
            {
                ["packages"] = "packageId,name,retail,cost,currency,frequency,quantity\n" + Rows(5, 5, n =>
                    $"p{n},{Or(faults, $"Package {n}", "Package 1")},"
                        + $"{Or(faults, "10", _random.Next(2) == 0 ? "x" : "11")},"
                        + $"1,{(n == 5 ? "EUR" : "USD")},daily,{Or(faults, "2", "0")}"),
                ["customers"] = "customerId,name,currency,timeZone\n" + Rows(10, 10, n =>
                    $"c{Or(faults, $"{n}", " ")},{Or(faults, $"Customer {n}", "Another")},"
                        + $"{(n > 8 ? "EUR" : "USD")},{Or(faults, n % 2 == 0 ? "Europe/Paris" : "", "Nowhere")}"),
                ["assignments"] = "assignmentId,customerId,packageId,packageName,quantity,startDate,endDate,did\n"
                    + Rows(15, 24, n =>
                    {
                        var package = (n % 4) + 1;
                        return $"a{n},c{Or(faults, $"{(n % 8) + 1}", "99")},"
                            + (n % 2 == 0 ? $"p{package}," : $",Package {package}")
                            + $",{Or(faults, n % 3 == 0 ? "" : "2", "3")},2025-0{(n % 3) + 1}-01,"
                            + $"{(n % 5 == 0 ? "2025-06-30" : "")},{(n % 3 == 0 ? $"44207946000{n % 7}" : "")}";
                    }),
                ["pauses"] = "assignmentId,customerId,from,resumedOn\n" + Rows(2, 24, n =>
                    $"a{n},c{Or(faults, $"{(n % 8) + 1}", "99")},2025-0{_random.Next(3, 5)}-10,"
                        + $"{(n % 2 == 0 ? "2025-05-01" : "")}"),
                ["payments"] = "reference,customerId,amount,kind\n" + Rows(8, 10, n =>
                    $"r{n % 4},c{Or(faults, $"{n}", "98")},{Or(faults, $"{n}.50", "7")},"
                        + $"{(n % 4 == 0 ? "opening" : "")}"),
            };
            foreach (var kind in Kinds)
                if (_random.Next(4) == 0) files.Remove(kind);
            return files;
        }

        private string Or(int faults, string right, string wrong) => _random.Next(faults) == 0 ? wrong : right;

        private string Rows(int count, int among, Func<int, string> row)
        {
            var ids = Enumerable.Range(1, among).ToArray();
            _random.Shuffle(ids);
            return string.Concat(ids.Take(count).Select(n => $"{row(n)}\n"));
        }
    }
}
