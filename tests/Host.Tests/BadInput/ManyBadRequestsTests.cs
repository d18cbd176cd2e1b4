using System.Collections.Concurrent;
using Npgsql;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>Thousands of bad requests over all routes, made at random: each is refused, none fails, none leaves a trace.</summary>
public sealed class ManyBadRequestsTests
{
    private const int Seed = 20_261_122, Requests = 10_000, RequestsOfTheLongForm = 200_000, AtOnce = 16, Between = 2_000;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1";

    [Fact]
    public async Task ten_thousand_bad_requests_are_refused_and_nothing_is_written()
    {
        var (seed, count) = IsLong ? (Random.Shared.Next(), RequestsOfTheLongForm) : (Seed, Requests);
        var connectionString = await TestPostgres.NewDatabase();
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var node = await TestHost.Start(connectionString, ("RateLimit:PerSecond", "1000000"));
        using var admin = new Api(node.Address, TestHost.AdminKey);
        var callers = await Callers(node, admin);
        var operations = (await Operation.All(admin)).Where(operation => operation.NeedsKey).ToList();
        var requests = new BadRequests(seed, operations, await Samples.Make(admin));

        var before = await DatabaseContents.Read(database);
        var (faults, kinds) = (new ConcurrentQueue<string>(), new ConcurrentDictionary<string, int>());
        for (var from = 0; from < count && faults.IsEmpty; from += Between)
        {
            await Parallel.ForEachAsync(Enumerable.Range(from, Math.Min(Between, count - from)), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) =>
            {
                var request = requests.Of(number);
                kinds.AddOrUpdate(request.Kind, 1, (_, sent) => sent + 1);
                var answer = await request.Send(callers[request.Caller]);
                if (!request.IsRefused(answer) || !IsDescribed(answer))
                    faults.Enqueue($"Seed {seed}, number {number}: {request}\n  was answered {answer.Code} {answer.Text[..Math.Min(answer.Text.Length, 300)]}");
            });
            var after = await DatabaseContents.Read(database);
            foreach (var (table, rows) in after.Where(table => before.GetValueOrDefault(table.Key) != table.Value))
                faults.Enqueue($"Seed {seed}, numbers {from} to {from + Between}: {table} had {before.GetValueOrDefault(table)} and has {rows}");
        }

        faults.Take(20).ShouldBeEmpty();
        kinds.Count.ShouldBeGreaterThan(15, string.Join(", ", kinds));
        foreach (var caller in callers.Values) caller.Dispose();
    }

    // The server itself refuses a NUL in an address before there is anybody to describe it.
    private static bool IsDescribed(Answer answer) => answer.Code == 200 || answer.Text.Length == 0 && answer.Code == 400 || answer.Body?["status"]?.GetValue<int>() == answer.Code;

    private static async Task<Dictionary<string, Api>> Callers(Node node, Api admin)
    {
        var callers = new Dictionary<string, Api> { ["admin"] = new(node.Address, TestHost.AdminKey), ["nobody"] = new(node.Address, null), ["a stranger"] = new(node.Address, "wrong") };
        foreach (var role in new[] { "operator", "finance", "auditor" })
            callers[role] = new(node.Address, (await admin.Must("POST", "/api/keys", new { name = $"bad {role}", role }))!["key"]!.GetValue<string>());
        return callers;
    }
}
