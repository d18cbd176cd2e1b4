using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using static PackageBilling.Benchmarks.Output;

namespace PackageBilling.Benchmarks;

/// <summary>
/// A file of assignments brought in, half of them on DIDs, on a PostgreSQL with production's durability, against raw
/// COPY of the same file into a table of the same columns; and how long others cannot read what they have just written.
/// </summary>
internal static class ImportBenchmark
{
    private const int AssignmentsPerCustomer = 4;

    public static async Task Run(Options options)
    {
        var count = options.Number("assignments", 100_000);
        var mode = options.Number("rows", 0) == 1 ? ImportMode.Rows : ImportMode.All;
        await using var node = await Node.Start(await TestPostgres.NewDatabase(durable: true));
        await using var file = await Write(count);
        Say($"a file of {file.Length / 1048576.0:0.0} MiB");
        await Import(node, "packages", new MemoryStream(
            "packageId,name,retail,cost,frequency,frequencyMatch\nline,Line,10,6,monthly,1\n"u8.ToArray()),
            ImportMode.All);
        await Import(node, "customers", await Customers((count / AssignmentsPerCustomer) + 1), ImportMode.All);

        await Copy(node.Source, file);
        var copyCpu = await CpuWatch.Start(node.Source);
        var copySeconds = await Copy(node.Source, file);
        var (copyProcess, copyDatabase) = (copyCpu.ProcessSeconds, copyCpu.DatabaseSeconds);
        Say($"raw COPY: {count / copySeconds:0} rows/s");

        var memory = new MemoryWatch();
        using var ended = new CancellationTokenSource();
        var held = Held(node, ended.Token);
        var cpu = await CpuWatch.Start(node.Source);
        double seconds;
        await using (memory) seconds = await Import(node, "assignments", file, mode);
        var (process, database) = (cpu.ProcessSeconds, cpu.DatabaseSeconds);
        await ended.CancelAsync();
        var clock = Stopwatch.StartNew();
        await node.Services.GetRequiredService<ISubscriptions>()
            .WaitFor("billing", await node.Log.Tail(default), TimeSpan.FromMinutes(30), default);
        var lag = clock.Elapsed.TotalSeconds;
        var again = await Import(node, "assignments", file, mode);
        Result(new
        {
            Benchmark = "import",
            Mode = mode.ToString(),
            Assignments = count,
            Seconds = Rounded(seconds),
            RowsPerSecond = Rounded(count / seconds, 0),
            RawCopyRowsPerSecond = Rounded(count / copySeconds, 0),
            TimesRawCopy = Rounded(seconds / copySeconds),
            CpuSeconds = new { Process = Rounded(process), Database = Rounded(database),
                CopyProcess = Rounded(copyProcess), CopyDatabase = Rounded(copyDatabase) },
            LongestHeldBackSeconds = Rounded(await held),
            BookBehindSeconds = Rounded(lag),
            KnownRowsPerSecond = Rounded(count / again, 0),
            memory.BaselineMiB,
            memory.PeakMiB,
            memory.PeakHeapMiB,
        });
    }

    internal static async Task<double> Import(Node node, string name, Stream content, ImportMode mode)
    {
        await using var scope = node.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var import = services.GetServices<IImport>().Single(one => one.File == name);
        await using var rejects = new Rejects();
        var bulk = new BulkImport(services.GetRequiredService<ImportTargets>().IntoLog("benchmark"));
        var clock = Stopwatch.StartNew();
        var file = new ImportFile(name, content, import.Columns, ImportMapping.None);
        await file.Check(default);
        var rows = await bulk.Run(import, file, mode, rejects, _ => { }, default);
        Say($"{name}: {rows} in {clock.Elapsed.TotalSeconds:0.00} s");
        return rows.Rejected == 0
            ? clock.Elapsed.TotalSeconds : throw new InvalidOperationException(rejects.Shown[0].ToString());
    }

    // The longest time that an event of somebody else, committed meanwhile, could not be read up to.
    private static async Task<double> Held(Node node, CancellationToken ct)
    {
        var longest = 0.0;
        for (var n = 0; !ct.IsCancellationRequested; n++)
        {
            var clock = Stopwatch.StartNew();
            var position = (await node.Log.Append(
                [new(string.Create(CultureInfo.InvariantCulture, $"probe-{n}"), 0, [new PackageNameReleased(
                    "probe", "probe")])], new(TimeProvider.System.GetUtcNow(), "probe"), null, default))[0];
            while (await node.Log.SafePosition(default) < position) await Task.Delay(50, CancellationToken.None);
            longest = Math.Max(longest, clock.Elapsed.TotalSeconds);
            await Task.Delay(100, CancellationToken.None);
        }
        return longest;
    }

    private static async Task<double> Copy(NpgsqlDataSource source, Stream file)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand("""
            CREATE SCHEMA IF NOT EXISTS bench; DROP TABLE IF EXISTS bench.file;
            CREATE TABLE bench.file (assignment_id text PRIMARY KEY, customer_id text, package_id text, quantity int,
                start_date date, did text, billed_through date)
            """, connection)) await create.ExecuteNonQueryAsync();
        file.Position = 0;
        var clock = Stopwatch.StartNew();
        await using (var copy = await connection.BeginTextImportAsync(
            "COPY bench.file FROM STDIN (FORMAT CSV, HEADER)"))
        {
            using var text = new StreamReader(file, leaveOpen: true);
            var block = new char[1 << 16];
            for (int read; (read = await text.ReadAsync(block)) > 0;) await copy.WriteAsync(block.AsMemory(0, read));
        }
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<FileStream> Write(int count)
    {
        var file = TemporaryFiles.Create("benchmark.csv");
        await using var text = new StreamWriter(file, new UTF8Encoding(false), leaveOpen: true);
        await text.WriteAsync("assignmentId,customerId,packageId,quantity,startDate,did,billedThrough\n");
        for (var n = 0; n < count; n++)
        {
            var start = new DateOnly(2024, 1 + (n % 12), 1 + (n % 28));
            await text.WriteAsync(string.Create(CultureInfo.InvariantCulture,
                $"A{n:0000000},C{n / AssignmentsPerCustomer:0000000},line,{1 + (n % 5)},{start:yyyy-MM-dd},"
                + $"{(n % 2 == 0 ? $"+4930{n:00000000}" : "")},2025-12-31\n"));
        }
        return file;
    }

    private static async Task<MemoryStream> Customers(int count)
    {
        var file = new MemoryStream();
        await using var text = new StreamWriter(file, new UTF8Encoding(false), leaveOpen: true);
        await text.WriteAsync("customerId,name\n");
        for (var n = 0; n < count; n++)
            await text.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"C{n:0000000},Customer {n}\n"));
        return file;
    }
}
