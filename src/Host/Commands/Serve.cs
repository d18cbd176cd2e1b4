using System.Runtime.InteropServices;
using Npgsql;
using PackageBilling.EmbeddedPostgres;

namespace PackageBilling.Host;

/// <summary>Serves until the process is asked to end.</summary>
internal static class Serve
{
    public static async Task<int> Run(IReadOnlyList<string> arguments)
    {
        using var stop = new CancellationTokenSource();
        // From the very first moment: the start of a database can take long, and must be possible to break off.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            await using var node = await Node.Start(new() { Arguments = arguments }, stop.Token);
            await node.WaitForShutdown(stop.Token);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        catch (Exception e) when (e is PostgresUnavailableException or NpgsqlException or IOException or InvalidOperationException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return ExitCodes.Refused;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
