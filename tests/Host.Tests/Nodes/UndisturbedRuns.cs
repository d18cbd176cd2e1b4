using System.Diagnostics;
using PackageBilling.Harness;

[assembly: AssemblyFixture(typeof(PackageBilling.Host.Tests.UndisturbedRuns))]

namespace PackageBilling.Host.Tests;

/// <summary>
/// What runs of a <see cref="DailyCarrier"/> post when nothing comes in between, for tests that disturb them: one quiet
/// host for each size, which runs each date once, in order.
/// </summary>
public sealed class UndisturbedRuns : IDisposable
{
    /// <summary>The first date.</summary>
    public static readonly DateOnly First = new(2026, 2, 1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<int, Quiet> _hosts = [];

    /// <summary>The run of a date, after those of all dates from the first on.</summary>
    internal async Task<UndisturbedRun> Of(int customers, DateOnly date)
    {
        await _turn.WaitAsync();
        try
        {
            if (!_hosts.TryGetValue(customers, out var quiet))
            {
                _hosts[customers] = quiet = await Quiet.Start(customers);
                TestServers.EndFirst(quiet);
            }
            while (quiet.Runs.Count <= date.DayNumber - First.DayNumber) await quiet.RunNext();
            return quiet.Runs[date.DayNumber - First.DayNumber];
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private sealed record Quiet(Node Host, Api Api, List<UndisturbedRun> Runs) : IAsyncDisposable
    {
        public static async Task<Quiet> Start(int customers)
        {
            var host = await TestHost.Start(await TestPostgres.NewDatabase(), ("Nodes:Share", "false"));
            var api = new Api(host.Address, TestHost.AdminKey);
            await DailyCarrier.Import(api, customers);
            return new(host, api, []);
        }

        public async Task RunNext()
        {
            var watch = Stopwatch.StartNew();
            var report = await DailyCarrier.Report(Api, First.AddDays(Runs.Count));
            Runs.Add(new(report, watch.Elapsed));
        }

        public async ValueTask DisposeAsync()
        {
            Api.Dispose();
            await Host.DisposeAsync();
        }
    }
}

/// <summary>A run that nothing came in between.</summary>
/// <param name="Report">All its lines.</param>
/// <param name="Took">How long the run and reading its lines took.</param>
internal sealed record UndisturbedRun(string Report, TimeSpan Took);
