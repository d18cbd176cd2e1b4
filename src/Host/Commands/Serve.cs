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
        catch (Exception e) when (Failures.Explain(e) is { } text)
        {
            await Console.Error.WriteLineAsync(text);
            return ExitCodes.Refused;
        }
    }
}
