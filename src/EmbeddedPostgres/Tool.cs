using System.ComponentModel;
using System.Diagnostics;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>How a program ended, and its output.</summary>
internal sealed record ToolResult(int ExitCode, string Output)
{
    internal bool Succeeded => ExitCode == 0;
}

/// <summary>Runs one of the system's or PostgreSQL's programs to its end.</summary>
internal static class Tool
{
    // What a program said is complete when its outputs are closed. On Windows a server that it started keeps them open.
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    internal static async Task<ToolResult> Run(
        string program, IEnumerable<string> arguments, string? user, string workingFolder, CancellationToken ct)
    {
        using var process = new Process { StartInfo = StartInfo(program, arguments, user, workingFolder) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return new ToolResult(127, $"{program}: {e.Message}");
        }
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
        try
        {
            await Task.WhenAll(output, errors).WaitAsync(OutputGrace, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            return new ToolResult(process.ExitCode, "");
        }
        return new ToolResult(process.ExitCode, $"{await output}{await errors}".Trim());
    }

    private static ProcessStartInfo StartInfo(
        string program, IEnumerable<string> arguments, string? user, string workingFolder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        if (user is not null)
            start.UserName = user;
        // Elsewhere pg_ctl gives the server a session of its own; a terminal's Ctrl-C must not reach it
        // before the host is done.
        if (OperatingSystem.IsWindows())
            start.CreateNewProcessGroup = true;
        // The operator's own PostgreSQL variables are about another server.
        foreach (var name in start.Environment.Keys.Where(x => x.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        return start;
    }
}
