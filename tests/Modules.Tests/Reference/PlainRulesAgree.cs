using System.Diagnostics;
using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Reference;

/// <summary>
/// The independent check: the product and a second, plain implementation of the domain page agree on random histories
/// of customers, packages, revisions, assignments, DIDs, calls and runs.
/// </summary>
public sealed class PlainRulesAgree(ITestOutputHelper output)
{
    // A run reads all packages there are, so what many stories leave behind would cost those after them. Of many at
    // once the read models take in the events together, which is most of what a story costs.
    private const int Steps = 12, AtOnce = 20, PerNode = 100;
    private static readonly int Histories =
        Environment.GetEnvironmentVariable("PACKAGEBILLING_HISTORIES") is { } count
        ? int.Parse(count, System.Globalization.CultureInfo.InvariantCulture)
        : Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 10_000 : 1_000;

    private static readonly int First =
        Environment.GetEnvironmentVariable("PACKAGEBILLING_SEED") is { } seed
            ? int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture) : 1;

    [Fact]
    public async Task the_product_does_what_the_plain_rules_say()
    {
        var started = Stopwatch.StartNew();
        foreach (var seeds in Enumerable.Range(First, Histories).Chunk(PerNode))
        {
            await using var node = await Node.Start(clock: new StoryClock());
            await Parallel.ForEachAsync(seeds, new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
                async (seed, _) => await Tell(node, seed));
        }
        output.WriteLine($"{Histories} histories from seed {First} on in {started.Elapsed.TotalSeconds:0.0} s");
    }

    private static async Task Tell(Node node, int seed)
    {
        var story = new Story(node, seed);
        try
        {
            await story.Live(Steps);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"Seed {seed} fails; PACKAGEBILLING_SEED={seed} PACKAGEBILLING_HISTORIES=1 tells it again.\n"
                    + $"{e.Message}\n{story.Told}", e);
        }
    }
}
