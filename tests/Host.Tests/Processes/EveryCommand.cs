using System.CommandLine;
using System.CommandLine.Invocation;

namespace PackageBilling.Host.Tests;

/// <summary>Each command says how it is called, and what it says can be called so.</summary>
public sealed class EveryCommand
{
    public static TheoryData<string> Names() => [.. All(CommandLine.Create(), "").Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void shows_examples_that_can_be_parsed(string name)
    {
        var root = CommandLine.Create();
        var (_, command) = All(root, "").Single(one => one.Name == name);
        var examples = HelpText.ExamplesOf(command);
        examples.ShouldNotBeEmpty();
        using var output = new StringWriter();
        root.Parse([.. name.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])
            .Invoke(new InvocationConfiguration { Output = output }).ShouldBe(0);
        output.ToString().ShouldContain("Description:");
        foreach (var example in examples)
        {
            output.ToString().ShouldContain($"{HelpText.Program} {example}".TrimEnd());
            example.ShouldStartWith(name);
            var parsed = root.Parse(example.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            // The files that they name are the reader's.
            parsed.Errors.Where(error => !error.Message.Contains("does not exist", StringComparison.Ordinal))
                .Select(error => error.Message).ShouldBeEmpty(example);
        }
    }

    private static IEnumerable<(string Name, Command Command)> All(Command command, string name) =>
        command.Subcommands.SelectMany(sub => All(sub, $"{name} {sub.Name}".Trim())).Prepend((name, command));
}
