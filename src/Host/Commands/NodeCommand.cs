using System.Text.Json.Nodes;
using PackageBilling.EmbeddedPostgres;

namespace PackageBilling.Host;

/// <summary>A command that is a client of a node of its own, which runs in this process and beside any host.</summary>
internal static class NodeCommand
{
    /// <summary>Runs a command's work and gives its exit code; what it refuses goes to standard error.</summary>
    public static async Task<int> Run(Func<NodeClient, Progress, CancellationToken, Task<int>> work)
    {
        using var ending = new Ending();
        var progress = new Progress();
        try
        {
            return await progress.While(async () =>
            {
                var key = ApiKey.NewSecret();
                await using var node = await Node.Start(
                    new()
                    {
                        Quiet = true,
                        CommandKey = key,
                        Say = progress.Say,
                        Configuration = new Dictionary<string, string?> { ["Scheduler:Enabled"] = "false" },
                    }, ending.Asked);
                using var client = new NodeClient(node.Address, key);
                using var stop = CancellationTokenSource.CreateLinkedTokenSource(ending.Asked);
                var working = work(client, progress, stop.Token);
                if (await Task.WhenAny(working, node.DatabaseLost) == working) return await working;
                await stop.CancelAsync();
                await ((Task)working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw new PostgresUnavailableException(await node.DatabaseLost);
            });
        }
        catch (OperationCanceledException) when (ending.Asked.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Broken off. A run that was begun goes on when a host runs.");
        }
        catch (Exception e) when (Failures.Explain(e) is { } text)
        {
            await Console.Error.WriteLineAsync(text);
        }
        return ExitCodes.Refused;
    }

    /// <summary>The customers' ids as the interface takes them; null for all customers.</summary>
    public static JsonArray? Named(string[]? customers) =>
        customers is { Length: > 0 } ? new JsonArray([.. customers.Select(id => (JsonNode)id)]) : null;
}
