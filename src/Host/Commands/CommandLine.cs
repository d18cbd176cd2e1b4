namespace PackageBilling.Host;

/// <summary>The host as a command (api: "Command line").</summary>
internal static class CommandLine
{
    public static Task<int> Run(string[] arguments) => Serve.Run(arguments);
}
