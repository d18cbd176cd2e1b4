using System.CommandLine;

namespace PackageBilling.Host;

/// <summary>A command that shows in its help how it is called.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it does, in a sentence.</param>
/// <param name="examples">Whole calls without the program's name; each can be parsed, which a test does.</param>
internal sealed class DescribedCommand(string name, string description, params IReadOnlyList<string> examples)
    : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}
