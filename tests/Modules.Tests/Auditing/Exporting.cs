using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Harness;
using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Auditing;

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
        (await Verify(file.Replace("\"retail\",\"cost\"", "\"cost\",\"retail\"", StringComparison.Ordinal)))
            .Fault.ShouldBe("its fields are not those that are sealed, in their order");
        var date = file.Split("\"date\":\"")[1][..10];
        var dateAt = file.IndexOf(date, StringComparison.Ordinal);
        (await Verify($"{file[..dateAt]}2001-01-01{file[(dateAt + 10)..]}")).Fault.ShouldNotBeNull();
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
        var script = await Script();
        foreach (var run in runs)
        {
            var file = await Export(audited, run);
            var (_, head, lines) = await Verify(file);
            (await Python(script, file)).ShouldBe((0, $"ok: {lines} charged lines, head {head}"));
            (await Python(script, file.Replace(" 10 ", " 11 ", StringComparison.Ordinal))).ExitCode.ShouldBe(1);
        }
    }

    [Fact]
    public async Task the_head_of_an_export_is_signed_and_openssl_agrees()
    {
        var folder = Directory.CreateTempSubdirectory("packagebilling-signing-");
        try
        {
            var (key, publicKey) = (
                Path.Combine(folder.FullName, "key.pem"), Path.Combine(folder.FullName, "public.pem"));
            await File.WriteAllTextAsync(key, PrivateKey);
            var signer = HeadSigner.Load(key);
            await File.WriteAllTextAsync(publicKey, signer.PublicKey);
            await using var audited = await Audited.Start(services => services.AddSingleton(signer));
            var runs = await audited.Run();
            var view = await audited.Verify();
            HeadSigner.IsSignedBy(signer.PublicKey!, view.Head!, view.Signature!).ShouldBeTrue();

            var file = await Export(audited, runs[0]);
            (await Verify(file, signer.PublicKey)).Fault.ShouldBeNull();
            (await Verify(file, HeadSigner.Load(await Other(folder.FullName)).PublicKey))
                .Fault.ShouldBe("its head is not signed by that key");
            (await Verify(file.Replace("\"signature\":", "\"other\":", StringComparison.Ordinal), signer.PublicKey))
                .Fault.ShouldBe("its head is not signed");
            var (_, head, lines) = await Verify(file);
            if (!await HasPython()) Assert.Skip("There is no python3 on this machine.");
            (await Python(await Script(), file, publicKey))
                .ShouldBe((0, $"ok: {lines} charged lines, head {head}, signed"));
            var forged = file.Replace("\"signature\":\"", "\"signature\":\"AA", StringComparison.Ordinal);
            (await Python(await Script(), forged, publicKey)).ExitCode.ShouldBe(1);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("nothing of the kind")]
    [InlineData("-----BEGIN PRIVATE "
        + "KEY-----\nMC4CAQAwBQYDK2VuBCIEIHAHmxtoQX5/p9yRxjIbWLgYBGPkDfJC9sy0lHNFHlRk\n-----END PRIVATE KEY-----")]
    public async Task a_file_that_is_no_signing_key_is_refused(string pem)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, pem);
        Should.Throw<InvalidOperationException>(() => HeadSigner.Load(file))
            .Message.ShouldStartWith("Audit:SigningKeyFile:");
        File.Delete(file);
    }

    // RFC 8410, appendix A: the example of an Ed25519 key. Nobody signs anything else with it.
    private const string PrivateKey = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----
        """;

    private static async Task<string> Other(string folder)
    {
        var file = Path.Combine(folder, "other.pem");
        await File.WriteAllTextAsync(file, PrivateKey.Replace("INTuctv5", "INTuctv6", StringComparison.Ordinal));
        return file;
    }

    private static async Task<string> Script() =>
        (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "audit.md")))
            .Split("```python\n")[1].Split("```")[0];

    private static async Task<string> Export(Audited audited, RunView run)
    {
        using var target = new MemoryStream();
        await audited.Node.Services.GetRequiredService<ExportRun>().Write(run, target, CancellationToken.None);
        return Encoding.UTF8.GetString(target.ToArray());
    }

    private static async Task<(string? Fault, string? Head, long Lines)> Verify(string file, string? publicKey = null)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(file));
        return await AuditingModule.VerifyExport(stream, publicKey, CancellationToken.None);
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

    private static async Task<(int ExitCode, string Output)> Python(
        string script, string file, params string[] arguments)
    {
        var (folder, name) = (Directory.CreateTempSubdirectory("packagebilling-export-"), "run.ndjson");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), file);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "verify.py"), script);
            using var python = Process.Start(new ProcessStartInfo("python3", ["verify.py", name, .. arguments])
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
