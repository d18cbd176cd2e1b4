namespace PackageBilling.Host.Tests.Docs;

/// <summary>A command of a page and what the page says that it prints.</summary>
/// <param name="Line">Where the command stands, from 1.</param>
/// <param name="Text">What to type; several lines when it goes on behind a backslash.</param>
/// <param name="Output">The lines below it.</param>
internal sealed record Typed(int Line, string Text, IReadOnlyList<string> Output);

/// <summary>
/// The commands of a page: in its blocks that are fenced as <c>console</c>, a line that begins with <c>$ </c> is typed,
/// and the lines below it, up to the next one or the block's end, are printed.
/// </summary>
internal static class Transcript
{
    private const string Prompt = "$ ";

    public static IReadOnlyList<Typed> Of(IReadOnlyList<string> page)
    {
        var commands = new List<Typed>();
        for (var line = 0; line < page.Count; line++)
        {
            if (page[line] != "```console") continue;
            for (line++; page[line] != "```";)
            {
                page[line].ShouldStartWith(
                    Prompt, Case.Sensitive, $"line {line + 1}: a block begins with what is typed");
                var (from, typed) = (line + 1, page[line][Prompt.Length..]);
                while (page[line++].EndsWith('\\')) typed += $"\n{page[line]}";
                var output = new List<string>();
                while (page[line] != "```" && !page[line].StartsWith(Prompt, StringComparison.Ordinal))
                    output.Add(page[line++]);
                commands.Add(new(from, typed, output));
            }
        }
        return commands;
    }

    /// <summary>The page with other outputs in the places of those that it has.</summary>
    public static IReadOnlyList<string> With(
        IReadOnlyList<string> page, IReadOnlyList<Typed> commands, IReadOnlyList<IReadOnlyList<string>> outputs)
    {
        var written = new List<string>();
        var next = 0;
        foreach (var (command, output) in commands.Zip(outputs))
        {
            var end = command.Line - 1 + command.Text.Split('\n').Length;
            written.AddRange(page.Skip(next).Take(end - next));
            written.AddRange(output);
            next = end + command.Output.Count;
        }
        return [.. written, .. page.Skip(next)];
    }
}
