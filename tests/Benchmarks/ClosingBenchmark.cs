using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Documents;
using PackageBilling.Documents.Styles;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using static PackageBilling.Benchmarks.Output;

namespace PackageBilling.Benchmarks;

/// <summary>
/// What closing a period costs: customers with three accrued lines each are simulated and closed, beside raw COPY of as
/// many events of the same form; and how many PDFs one core makes.
/// </summary>
internal static class ClosingBenchmark
{
    private const int LinesEach = 3, Pdfs = 1_000, AtOnce = 5_000;
    private static readonly DateOnly Date = new(2026, 3, 1);
    private static readonly EventMetadata Metadata = new(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), "benchmark");

    public static async Task Run(Options options)
    {
        var customers = options.Number("customers", 100_000);
        await using var node = await Node.Start(await TestPostgres.NewDatabase(durable: true),
            new SetClock(new(Date.AddDays(1), default, TimeSpan.Zero)));
        Say($"loading {customers} customers with {LinesEach} accrued lines each");
        await Load(node, customers);
        await Carrier.WaitForAll(node);

        var (simulateSeconds, shown) = await Timed(() => node.Send(new SimulateClosing(new(Date))));
        Say($"simulated {shown.Invoices} invoices in {simulateSeconds:0.00} s");
        var cpu = await CpuWatch.Start(node.Source);
        var (seconds, report) = await Timed(() => Close(node));
        var (process, database) = (cpu.ProcessSeconds, cpu.DatabaseSeconds);
        if (report.Invoices != customers || report.Lines != customers * LinesEach)
            throw new InvalidOperationException($"{report.Invoices} invoices with {report.Lines} lines.");
        Say($"closed in {seconds:0.00} s");

        var issued = await Issued(node);
        var json = EventJson.Write(issued[0]);
        var raw = await RawCopy.Measure(node.Source, customers, _ => json);
        var pdfSeconds = MakePdfs(issued);
        Result(new
        {
            Benchmark = "closing",
            Customers = customers,
            report.Lines,
            SimulateSeconds = Rounded(simulateSeconds),
            Seconds = Rounded(seconds),
            InvoicesPerSecond = (int)(customers / seconds),
            RawCopyRowsPerSecond = (int)raw.RowsPerSecond,
            InvoicesToRawCopy = Rounded(customers / seconds / raw.RowsPerSecond),
            BytesPerInvoice = json.Length,
            CpuSeconds = new { Process = Rounded(process), Database = Rounded(database) },
            PdfsPerSecondAndCore = (int)(issued.Count / pdfSeconds),
            Cores = Environment.ProcessorCount,
        });
    }

    private static async Task<ClosingReport> Close(Node node)
    {
        var asked = await node.Send(new StartClosing(Date));
        await node.Services.GetRequiredService<ClosingWorker>().Execute(asked.ClosingId);
        await using var scope = node.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ClosingReports>().Of(asked.ClosingId, default);
    }

    private static async Task<List<InvoiceIssued>> Issued(Node node)
    {
        var issued = new List<InvoiceIssued>();
        await foreach (var stored in node.Log.ReadAll(0, long.MaxValue, [typeof(InvoiceIssued)], default))
        {
            issued.Add((InvoiceIssued)stored.Data);
            if (issued.Count == Pdfs) break;
        }
        return issued;
    }

    private static double MakePdfs(List<InvoiceIssued> issued)
    {
        var documents = new CarrierDocuments(new("Example Telecom", [], null, null), DocumentStyle.Default,
            NumberPattern.Invoices, NumberPattern.CreditNotes, []);
        // The first one also loads the fonts.
        InvoicePdf.Render(PrintInvoice.Document(issued[0], documents.Style, text => text), documents.Style);
        var clock = Stopwatch.StartNew();
        foreach (var one in issued)
            InvoicePdf.Render(PrintInvoice.Document(one, documents.Style, text => text), documents.Style);
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task Load(Node node, int customers)
    {
        await node.Send(new PackageBilling.Catalog.DefinePackage { PackageId = "seat", Name = "Seat", Retail = 10,
            Cost = 6, Frequency = "monthly", FrequencyMatch = JsonDocument.Parse("[1]").RootElement });
        for (var first = 0; first < customers; first += AtOnce)
        {
            var events = new List<BulkEvent>();
            for (var n = first; n < Math.Min(customers, first + AtOnce); n++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"c{n:0000000}");
                events.Add(Event(PackageBilling.Subscriptions.Customer.Stream(id),
                    new CustomerRegistered(id, $"Customer {n}", "USD", "UTC", 0)));
                events.Add(Event(Streams.Account(id), Charged(id)));
            }
            await using var connection = await node.Source.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await node.Log.AppendBulk(connection, events, Metadata, default);
            await transaction.CommitAsync();
        }
    }

    private static ChargesPosted Charged(string id)
    {
        var lines = Enumerable.Range(0, LinesEach).Select(n => new ChargeLine(
            $"{id}-{n}", "seat", null, ChargeKind.Recurring, Date, 1, 1 + n, 10, 6, 10 * (1 + n), 6 * (1 + n), false))
            .ToList();
        return new(id, "run", Date, 1, "USD", 0, lines.Sum(line => line.Retail), 0, 0, lines);
    }

    private static BulkEvent Event(string stream, object fact) => new(stream, 0, fact.GetType(), EventJson.Write(fact));

    private static async Task<(double Seconds, T Result)> Timed<T>(Func<Task<T>> work)
    {
        var clock = Stopwatch.StartNew();
        var result = await work();
        return (clock.Elapsed.TotalSeconds, result);
    }
}
