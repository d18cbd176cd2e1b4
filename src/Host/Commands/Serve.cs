using Npgsql;
using PackageBilling.EmbeddedPostgres;

namespace PackageBilling.Host;

/// <summary>Serves until the process is asked to end.</summary>
internal static class Serve
{
    public static async Task<int> Run(IReadOnlyList<string> arguments)
    {
        using var ending = new Ending();
        try
        {
            await using var node = await Node.Start(new() { Arguments = arguments }, ending.Asked);
            await node.WaitForShutdown(ending.Asked);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (ending.Asked.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is PostgresUnavailableException or NpgsqlException or IOException or InvalidOperationException or FormatException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Refused;
        }
    }
}
