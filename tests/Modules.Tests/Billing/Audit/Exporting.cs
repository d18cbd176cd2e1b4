using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Billing;
using PackageBilling.Harness;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>An exported run is verified without the product, by the procedure of docs/audit.md.</summary>
public sealed class Exporting
{
    [Fact]
    public async Task an_exported_run_verifies_offline_and_any_changed_byte_does_not()
    {
        await using var audited = await Audited.Start();
        var runs = await audited.Run();
        var file = await Export(audited, runs[0]);
        var (fault, head, lines) = await Verify(file);
        (fault, lines).ShouldBe((null, 4L));
        head.ShouldNotBeNull().ShouldContain((await audited.Seals())[^1].Seal);
        (await audited.Verify(head)).Ok.ShouldBeTrue();

        // A digit or letter of what is sealed, anywhere; the header tells of the run and is not sealed.
        var (body, changes) = (file.IndexOf('\n', StringComparison.Ordinal), 0);
        for (var place = body; place < file.Length; place += 7)
        {
            if (!char.IsAsciiLetterOrDigit(file[place])) continue;
            var changed = file[..place] + (file[place] == '1' ? '2' : '1') + file[(place + 1)..];
            (await Verify(changed)).Fault.ShouldNotBeNull($"byte {place}");
            changes++;
        }
        changes.ShouldBeGreaterThan(100);
        (await Verify(file.Replace("\"retail\",\"cost\"", "\"cost\",\"retail\"", StringComparison.Ordinal))).Fault.ShouldBe("its fields are not those that are sealed, in their order");
        var date = file.Split("\"date\":\"")[1][..10];
        (await Verify(file[..file.IndexOf(date, StringComparison.Ordinal)] + "2001-01-01" + file[(file.IndexOf(date, StringComparison.Ordinal) + 10)..])).Fault.ShouldNotBeNull();
        var cut = string.Join('\n', file.Split('\n')[..^2]);
        (await Verify(cut)).Fault.ShouldBe("its chain of seals does not end at its head");
        (await Verify("")).Fault.ShouldNotBeNull();
    }

    [Fact]
    public async Task the_documented_script_agrees()
    {
        if (!await HasPython()) Assert.Skip("There is no python3 on this machine.");
        await using var audited = await Audited.Start();
        var runs = await audited.Run();
        var documentation = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "audit.md"));
        var script = documentation.Split("```python\n")[1].Split("```")[0];
        foreach (var run in runs)
        {
            var file = await Export(audited, run);
            var (_, head, lines) = await Verify(file);
            (await Python(script, file)).ShouldBe((0, $"ok: {lines} charged lines, head {head}"));
            (await Python(script, file.Replace("\"10\"", "\"11\"", StringComparison.Ordinal))).ExitCode.ShouldBe(1);
        }
    }

    private static async Task<string> Export(Audited audited, RunView run)
    {
        using var target = new MemoryStream();
        await audited.Node.Services.GetRequiredService<ExportRun>().Write(run, target, CancellationToken.None);
        return Encoding.UTF8.GetString(target.ToArray());
    }

    private static async Task<(string? Fault, string? Head, long Lines)> Verify(string file)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(file));
        return await BillingModule.VerifyExport(stream, CancellationToken.None);
    }

    private static async Task<bool> HasPython()
    {
        try
        {
            return (await Python("print('here')", "")).Output == "here";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int ExitCode, string Output)> Python(string script, string file)
    {
        var (folder, name) = (Directory.CreateTempSubdirectory("packagebilling-export-"), "run.ndjson");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), file);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "verify.py"), script);
            using var python = Process.Start(new ProcessStartInfo("python3", ["verify.py", name])
            { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = python.StandardError.ReadToEndAsync();
            var output = await python.StandardOutput.ReadToEndAsync();
            await python.WaitForExitAsync();
            await errors;
            return (python.ExitCode, output.Trim());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
