using System.CommandLine;
using System.CommandLine.Invocation;

namespace PackageBilling.Host;

/// <summary>The host as a command (api: "Command line").</summary>
internal static class CommandLine
{
    private const string ServeName = "serve";
    private const string SeeHelp = "Say --help to see what there is.";

    /// <summary>All commands.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Recurring package billing. Without a command it serves; configuration is taken as "
            + "--Name:Of:Setting value.");
        root.Add(ImportCommand.Create());
        root.Add(Serving(new DescribedCommand(ServeName, "Serves the HTTP interface until it is asked to end.", "serve",
            "serve --urls http://0.0.0.0:8080")));
        root.Add(RunCommand.Create());
        root.Add(SimulateCommand.Create());
        root.Add(ReplayCommand.Create());
        root.Add(CompareCommand.Create());
        root.Add(UnbilledCommand.Create());
        root.Add(RestateCommand.Create());
        root.Add(ReverseCommand.Create());
        root.Add(CallsCommand.Create());
        root.Add(ReconcileCommand.Create());
        root.Add(PauseCommand.Pause());
        root.Add(PauseCommand.Resume());
        root.Add(ExportCommand.Create());
        root.Add(KeysCommand.Create());
        root.Add(RebuildCommand.Create());
        root.Add(VerifyCommand.Create());
        root.Add(AuditCommand.Create());
        root.Add(EraseCommand.Create());
        HelpText.Apply(root);
        return (RootCommand)Serving(root);
    }

    public static async Task<int> Run(string[] arguments)
    {
        var root = Create();
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync(SeeHelp);
            return ExitCodes.WrongUsage;
        }
        // That settings are taken as they come is the parser's rule for all commands or for none.
        if (parsed.CommandResult.Command is { } command && command != root && command.Name != ServeName
            && parsed.UnmatchedTokens is [var unknown, ..])
        {
            await Console.Error.WriteLineAsync($"The command {command.Name} does not know '{unknown}'. {SeeHelp}");
            return ExitCodes.WrongUsage;
        }
        // Ending is the commands' own business: each must leave its database in order.
        return await parsed.InvokeAsync(
            new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    private static Command Serving(Command command)
    {
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(async (parsed, _) =>
        {
            // Settings are pairs of --name and value, or --name=value; anything else was meant as a command.
            if (parsed.UnmatchedTokens is not [var first, ..] || first.StartsWith("--", StringComparison.Ordinal))
                return await Serve.Run(parsed.UnmatchedTokens);
            await Console.Error.WriteLineAsync($"There is no command '{first}'. {SeeHelp}");
            return ExitCodes.WrongUsage;
        });
        return command;
    }
}
