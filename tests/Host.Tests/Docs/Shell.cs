using System.Diagnostics;
using System.Text;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests.Docs;

/// <summary>One bash in the repository's folder that is typed one command after the other.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>What each command prints on either output, in lines.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> Type(
        IReadOnlyList<string> commands, IReadOnlyDictionary<string, string> environment)
    {
        var mark = Guid.NewGuid().ToString("N");
        var script = new StringBuilder("exec 2>&1\n");
        // A line of its own even where a command's output ends without one.
        foreach (var command in commands)
            script.Append(command).Append("\nprintf '\\n%s\\n' ").Append(mark).Append('\n');

        var start = new ProcessStartInfo("bash", ["--noprofile", "--norc"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var bash = new Process { StartInfo = start };
        bash.Start();
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var all = await bash.StandardOutput.ReadToEndAsync(patience.Token);
            await bash.WaitForExitAsync(patience.Token);
            return [.. all.Split($"\n{mark}\n")[..^1].Select(printed =>
                (IReadOnlyList<string>)[.. printed.TrimEnd().Split('\n').Select(line => line.TrimEnd())])];
        }
        catch (OperationCanceledException)
        {
            bash.Kill(entireProcessTree: true);
            throw;
        }
    }
}
