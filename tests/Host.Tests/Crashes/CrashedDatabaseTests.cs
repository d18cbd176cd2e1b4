using System.Diagnostics;
using System.Globalization;
using System.Net;
using PackageBilling.EmbeddedPostgres;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>A private PostgreSQL that dies under a living host comes back, or the host ends (I26).</summary>
public sealed class CrashedDatabaseTests(UndisturbedRuns quiet, ITestOutputHelper output)
{
    // Two parts or more.
    private const int Customers = 6_000;
    private static readonly DateOnly Date = UndisturbedRuns.First;

    [Theory]
    [InlineData(Signals.Quit)]
    [InlineData(Signals.Kill)]
    public async Task a_postmaster_that_is_ended_comes_back_under_its_host_and_nothing_is_lost_or_done_twice(
        int signal) =>
        await Survives($"signal {signal} to the postmaster", (folder, _) =>
        {
            Signals.Send(Postmaster(folder), signal);
            return Task.CompletedTask;
        });

    [Fact]
    public async Task a_backend_that_is_killed_takes_all_connections_along_and_nothing_is_lost_or_done_twice() =>
        await Survives("a backend was killed", async (_, database) =>
        {
            await using var connection = new NpgsqlConnection(database);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() "
                    + "AND datname = current_database() LIMIT 1", connection);
            Signals.Send((int)(await command.ExecuteScalarAsync())!, Signals.Kill);
        });

    [Fact]
    public async Task a_database_that_does_not_come_back_is_told_by_the_probe_and_ends_the_host_with_an_error()
    {
        var folder = TestFolders.New("lost");
        try
        {
            await using var host = await HostProcess.Start(null, new Dictionary<string, string>
            {
                ["Postgres__DataFolder"] = folder,
                ["Postgres__RestartLimit"] = "00:00:02",
            }, deadline: TimeSpan.FromMinutes(3));
            using var api = new Api(host.Address, host.AdminKey);
            (await api.Call("GET", "/health/live")).Code.ShouldBe(200);
            await File.AppendAllTextAsync(
                Path.Combine(folder, "data", "postgresql.auto.conf"), "shared_buffers = 'none'\n");
            Signals.Send(Postmaster(folder), Signals.Kill);
            await Eventually.True(async () => (await api.Call("GET", "/health/live")).Code == 503,
                "the probe says that the database is lost", TimeSpan.FromMinutes(2));
            await Eventually.True(() => host.HasEnded, "the host ends", TimeSpan.FromMinutes(2));
            (await host.Stop()).ShouldBe(1);
            host.Output.ShouldContain("PostgreSQL did not come back within 2 s");
        }
        finally
        {
            TestFolders.Remove(folder);
        }
    }

    private async Task Survives(string what, Func<string, string, Task> crash)
    {
        var undisturbed = (await quiet.Of(Customers, Date)).Report;
        var folder = TestFolders.New("crashed");
        try
        {
            await using var host = await HostProcess.Start(
                null, new Dictionary<string, string> { ["Postgres__DataFolder"] = folder },
                deadline: TimeSpan.FromMinutes(3));
            using var api = new Api(host.Address, host.AdminKey);
            await DailyCarrier.Import(api, Customers);
            await api.Must("POST", "/api/customers", new { customerId = "acme", name = "Acme" });
            var runId = (await api.Must("POST", "/api/charge-runs", new { date = Date }))!["runId"]!.GetValue<string>();
            var paying = new Paying(host);
            var payments = paying.UntilEnough();
            await Eventually.True(async () => (await api.Must("GET", $"/api/charge-runs/{runId}/progress"))!["parts"]!
                .GetValue<int>() > 0, "a part is posted");
            await Eventually.True(() => paying.Done >= 5, "some payments are in");

            var (before, since) = (host.ProcessId, Stopwatch.StartNew());
            await crash(folder, (await PrivatePostgres.Attach(folder))!);
            // A payment that was waiting for its read model when the database went is answered later,
            // and none need be refused.
            await Eventually.True(
                () => host.Output.Contains("was interrupted", StringComparison.Ordinal), "the crash is noticed");
            var paid = paying.Done;
            await Eventually.True(() => paying.Done > paid, "payments go on", TimeSpan.FromMinutes(2));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{what}: the next payment was in after {since.Elapsed.TotalSeconds:0.0} s"));

            paying.Enough();
            await payments;
            (await api.Call("GET", "/health/live")).Code.ShouldBe(200);
            paying.Statuses.ShouldBeSubsetOf([201, 503]);
            var credit = "";
            await Eventually.True(async () => (credit = (await api.Must("GET",
                "/api/customers/acme/account"))!["credit"]!.GetValue<string>()).Length > 0, "the account can be read");
            credit.ShouldBe(string.Create(CultureInfo.InvariantCulture, $"{paying.Done}.00"), what);

            await Eventually.True(async () =>
                (await api.Call("GET", $"/api/charge-runs/{runId}")).Body?["status"]?.GetValue<string>() == "completed",
                "the run completes", TimeSpan.FromMinutes(3));
            (await DailyCarrier.ReportOf(api, runId)).ShouldBe(undisturbed, what);
            await Eventually.True(
                async () => (await api.Call("GET", "/health/ready")).Code == 200, "the node is ready again");
            (await api.Must("POST", "/api/audit/verify", new { }))!["ok"]!.GetValue<bool>().ShouldBeTrue(what);
            host.ProcessId.ShouldBe(before);
            Failures(host.Output).ShouldBeEmpty(what);
            // It stops as always: asked to end, its database is no crash.
            (await host.Stop()).ShouldBe(0);
            Directory.EnumerateFiles(folder, "postmaster.pid", SearchOption.AllDirectories).ShouldBeEmpty();
        }
        finally
        {
            TestFolders.Remove(folder);
        }
    }

    // Wolverine calls it an error, in a line without a stack, that it puts a message off; it can't be told not to.
    private const string PutOff = " Wolverine.Runtime.WolverineRuntime[109] ";

    private static IEnumerable<string> Failures(string log) => log.Split('\n').Where(line =>
        line.Contains("   at ", StringComparison.Ordinal)
        || (line.Contains("fail:", StringComparison.Ordinal) && !line.Contains(PutOff, StringComparison.Ordinal)));

    private static int Postmaster(string folder) =>
        int.Parse(File.ReadLines(Path.Combine(folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>A caller that pays one after the other and repeats, with the same key,
    /// what it was not answered.</summary>
    private sealed class Paying(HostProcess host)
    {
        private readonly HashSet<int> _statuses = [];
        private int _done;
        private volatile bool _isEnough;

        public int Done => Volatile.Read(ref _done);

        public IReadOnlyCollection<int> Statuses
        {
            get
            {
                lock (_statuses) return [.. _statuses];
            }
        }

        public void Enough() => _isEnough = true;

        public async Task UntilEnough()
        {
            using var api = new Api(host.Address, host.AdminKey);
            for (var n = 0; !_isEnough; n++)
            {
                var once = string.Create(CultureInfo.InvariantCulture, $"payment-{n}");
                await Eventually.True(async () =>
                {
                    var answer = await api.Call("POST", "/api/customers/acme/payments",
                        new { amount = "1", reference = once }, ("Idempotency-Key", once));
                    // Whoever is to come back is told when.
                    var saysWhen = answer.Status != HttpStatusCode.ServiceUnavailable
                        || answer.Message.Headers.RetryAfter is not null;
                    lock (_statuses) _statuses.Add(saysWhen ? answer.Code : -answer.Code);
                    return answer.Code == 201;
                }, $"{once} is in", TimeSpan.FromMinutes(3));
                Interlocked.Increment(ref _done);
            }
        }
    }
}
