using System.Diagnostics;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;
using static PackageBilling.Benchmarks.Output;

namespace PackageBilling.Benchmarks;

/// <summary>
/// How long the host takes for each page of the portal over a large carrier after a run, as an administrator asks for
/// it over the loopback interface. Pages whose answer is computed for all customers are listed apart:
/// their time is the simulation's.
/// </summary>
internal static class PortalBenchmark
{
    private const int Warm = 2, Times = 7, AssignmentsPerCustomer = 3;

    public static async Task Run(Options options)
    {
        var carrier = new Carrier(options.Number("customers", 100_000) * AssignmentsPerCustomer);
        var database = await TestPostgres.NewDatabase(durable: true);
        string runId;
        await using (var loading = await Node.Start(database))
        {
            await carrier.Load(loading, Say);
            runId = (await loading.Run(Carrier.RunDate)).RunId;
            await Carrier.WaitForAll(loading);
        }
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using (var maintain = new NpgsqlCommand("VACUUM ANALYZE", connection) { CommandTimeout = 0 })
            await maintain.ExecuteNonQueryAsync();
        Say($"{carrier.Customers.Count} customers, one run");
        await using var host = await HostProcess.Start(database,
            new Dictionary<string, string> { ["RateLimit__PerSecond"] = "100000" }, deadline: TimeSpan.FromMinutes(10));
        using var visitor = await PortalVisitor.SignIn(host);
        var customer = carrier.Customers[carrier.Customers.Count / 2];
        var pages = new List<Timed>();
        foreach (var (name, path) in await Pages(connection, customer, runId))
            pages.Add(await Time(visitor, name, path, Warm, Times));
        var computed = new List<Timed>();
        foreach (var (name, path) in Computed) computed.Add(await Time(visitor, name, path, 0, 2));
        Result(new { Benchmark = "portal", Customers = carrier.Customers.Count, carrier.Assignments,
            Slowest = pages.MaxBy(page => page.MedianMs), Pages = pages, Computed = computed });
    }

    private static readonly (string Name, string Path)[] Computed =
    [
        ("simulate a date for all", "/finance/simulate?date=2026-04-01"),
        ("forecast three months for all", "/finance/forecast?from=2026-04-01&to=2026-06-30&groupBy=day"),
        ("compare two dates for all", "/finance/compare?left-date=2026-04-01&right-date=2026-05-01"),
    ];

    private static async Task<(string Name, string Path)[]> Pages(
        NpgsqlConnection connection, string customer, string runId)
    {
        var assignment = await Text(connection,
            $"SELECT assignment_id FROM subscriptions.assignments WHERE customer_id = '{customer}' LIMIT 1");
        var package = await Text(connection,
            "SELECT package_id FROM subscriptions.assignments GROUP BY package_id ORDER BY count(*) DESC LIMIT 1");
        var one = $"/management/customers/{customer}";
        return
        [
            ("home", "/"), ("packages", "/setup/config/packages"), ("package", $"/setup/config/packages/{package}"),
            ("who has a package", $"/setup/config/packages/{package}/assignments"),
            ("revise", $"/setup/config/packages/{package}/revise"), ("new package", "/setup/config/new-package"),
            ("customers", "/management/customers"),
            ("customers, one found", $"/management/customers?search={customer}"),
            ("customers, many found", "/management/customers?search=1"),
            ("customers, two letters", "/management/customers?search=zq"),
            ("customers, nobody found", "/management/customers?search=nobody-has-this"),
            ("customers to pick from", "/management/find/customers?of=q&q=zq"),
            ("accounts", "/management/accounts"), ("accounts, out of credit", "/management/accounts?state=exhausted"),
            ("accounts, low", "/management/accounts?state=low"),
            ("account", one), ("statement", one + "/statement"), ("charges", one + "/charges"),
            ("calls", one + "/calls"), ("DIDs", one + "/dids"), ("history of a customer", one + "/history"),
            ("packages of a customer", one + "/packages"),
            ("assign", $"{one}/assign?packageId={package}"), ("assignment", $"{one}/packages/{assignment}"),
            ("change, looked at", $"{one}/packages/{assignment}/change/charges?quantity=5"),
            ("run package", one + "/run-package"), ("edit", one + "/edit"),
            ("simulate a customer", $"/finance/simulate?date=2026-04-01&customerIds={customer}"),
            ("charge runs", "/management/charge-runs"), ("run", $"/management/charge-runs/{runId}"),
            ("run, charged", $"/management/charge-runs/{runId}?outcome=charged"),
            ("run, not billed", $"/management/charge-runs/{runId}?outcome=skipped"),
            ("run, one customer", $"/management/charge-runs/{runId}?customerId={customer}"),
            ("new charge run", "/management/new-charge-run"), ("seals", "/audit/seals"), ("verify", "/audit/verify"),
            ("history", "/audit/history"),
        ];
    }

    private static async Task<Timed> Time(PortalVisitor visitor, string name, string path, int warm, int times)
    {
        for (var i = 0; i < warm; i++) await visitor.Get(path);
        var took = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var clock = Stopwatch.StartNew();
            await visitor.Get(path);
            took.Add(clock.Elapsed.TotalMilliseconds);
        }
        took.Sort();
        var timed = new Timed(name, Rounded(took[took.Count / 2], 1), Rounded(took[^1], 1));
        Say($"{timed.MedianMs,8} ms  {timed.MaxMs,8} ms at most  {name}");
        return timed;
    }

    private static async Task<string> Text(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private sealed record Timed(string Name, double MedianMs, double MaxMs);
}
