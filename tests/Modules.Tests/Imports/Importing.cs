using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Imports;

/// <summary>What an import of one file did.</summary>
internal sealed record Imported(ImportedRows Rows, IReadOnlyList<Reject> Rejects)
{
    public string Summary => $"{Rows.Read} read, {Rows.Added} added, {Rows.Known} known, {Rows.Rejected} rejected";

    public IEnumerable<string> Faults => Rejects.Select(reject => $"{reject.Line} {reject.Field}: {reject.Error}");
}

/// <summary>Files brought into a node as the route does it.</summary>
internal static class Importing
{
    public static async Task<Imported> Import(
        this Node node, string file, string csv, ImportMode mode = ImportMode.All, IEventLog? log = null,
        ImportMapping? mapping = null)
    {
        await using var rejects = new Rejects();
        return new(await node.Import(file, csv, rejects, mode, log, mapping), [.. rejects.Shown]);
    }

    /// <summary>Brings in the rows that are right, by default, and leaves the others to a rejects file.</summary>
    public static async Task<ImportedRows> Import(
        this Node node, string file, string csv, Rejects rejects, ImportMode mode = ImportMode.Rows,
        IEventLog? log = null, ImportMapping? mapping = null, IImportTarget? target = null)
    {
        await using var scope = node.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var import = services.GetServices<IImport>().Single(one => one.File == file);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(csv));
        await using var opened = new ImportFile(file, content, import.Columns, mapping ?? ImportMapping.None);
        await opened.Check(CancellationToken.None);
        var targets = new ImportTargets(
            services.GetRequiredService<NpgsqlDataSource>(), log ?? services.GetRequiredService<IEventLog>(),
            services.GetRequiredService<CustomerKeys>(), services.GetRequiredService<NumberHashes>(),
            services.GetRequiredService<RequestContext>(), services.GetRequiredService<TimeProvider>());
        var bulk = new BulkImport(target ?? targets.IntoLog("import"));
        return await bulk.Run(import, opened, mode, rejects, _ => { }, CancellationToken.None);
    }

    /// <summary>A package that bills 10 on the first, and customers that pay in its currency.</summary>
    public static async Task Furnish(this Node node, int customers = 2)
    {
        (await node.Import("packages",
            "packageId,name,retail,cost,frequency,frequencyMatch\nline,Line,10,6,monthly,1\n")).Rows.Added.ShouldBe(1);
        (await node.Import("customers", "customerId,name\n" + string.Concat(
            Enumerable.Range(1, customers).Select(n => $"c{n},Customer {n}\n")))).Rows.Added.ShouldBe(customers);
    }

    public static async Task<long> Events(this Node node)
    {
        await using var count = node.Source.CreateCommand("SELECT count(*) FROM events.mt_events");
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
