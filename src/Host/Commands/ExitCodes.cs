namespace PackageBilling.Host;

/// <summary>What a command's end says to the one who started it (api: "Command line").</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int WrongUsage = 2;
}
