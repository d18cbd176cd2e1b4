using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace PackageBilling.Host;

/// <summary>What <c>--help</c> says: the usual, then examples, and for the program itself what
/// an exit code means.</summary>
internal sealed class HelpText(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>How the program is called; build/run.sh takes the same arguments.</summary>
    public const string Program = "dotnet PackageBilling.Host.dll";

    private static readonly string[] RootExamples =
    [
        "", "--urls http://0.0.0.0:8080",
        "import --packages packages.csv --customers customers.csv --assignments assignments.csv",
        "run --date 2026-02-28 --simulate", "run --date 2026-02-28",
    ];

    public override bool ClearsParseErrors => usual.ClearsParseErrors;

    /// <summary>Lets the help of every command have its examples.</summary>
    public static void Apply(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpText((HelpAction)option.Action!);
    }

    /// <summary>The examples of a command.</summary>
    public static IReadOnlyList<string> ExamplesOf(Command command) => command switch
    {
        RootCommand => RootExamples,
        DescribedCommand described => described.Examples,
        _ => [],
    };

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var (command, output) = (parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        output.WriteLine("Examples:");
        foreach (var example in ExamplesOf(command)) output.WriteLine($"  {Program} {example}".TrimEnd());
        output.WriteLine();
        if (command is RootCommand) output.WriteLine("""
            Exit codes:
              0  done
              1  refused, unequal, or not possible now; the reason is on standard error
              2  wrong usage
            """);
        return code;
    }
}
