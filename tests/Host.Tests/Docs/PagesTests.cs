using System.Runtime.InteropServices;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests.Docs;

/// <summary>
/// What the pages say is typed and printed is typed here, on a host with a database of its own, and must be printed.
/// With PACKAGEBILLING_WRITE_DOCS=1 the pages are written anew with what is printed now.
/// </summary>
public sealed class PagesTests
{
    private const string AddressOfThePages = "http://127.0.0.1:8080", KeyOfThePages = "secret";

    private static readonly bool Writes = Environment.GetEnvironmentVariable("PACKAGEBILLING_WRITE_DOCS") == "1";

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/tour.md")]
    [InlineData("docs/moving-in.md")]
    [InlineData("docs/api.md")]
    public async Task a_page_prints_what_it_says(string page)
    {
        var path = Path.Combine(Repository.Root, page);
        var lines = await File.ReadAllLinesAsync(path);
        var commands = Transcript.Of(lines);
        commands.ShouldNotBeEmpty();
        var database = await TestPostgres.NewDatabase();
        var folder = Directory.CreateDirectory(TestFolders.New("docs")).FullName;
        await using var host = await HostProcess.Start(database, adminKey: KeyOfThePages);
        var address = host.Address.GetLeftPart(UriPartial.Authority);

        var printed = await Shell.Type(
            [.. commands.Select(command => command.Text.Replace(AddressOfThePages, address, StringComparison.Ordinal)
                .Replace("bin/Release/", $"{Repository.Output}/", StringComparison.Ordinal)
                .Replace("/tmp/", $"{folder}/", StringComparison.Ordinal))],
            new Dictionary<string, string>
            {
                ["ConnectionStrings__PackageBilling"] = database,
                ["Encryption__Key"] = HostProcess.EncryptionKey,
                ["Auth__AdminKey"] = KeyOfThePages,
                ["PATH"] =
                    $"{Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."))}:"
                        + Environment.GetEnvironmentVariable("PATH"),
            });

        printed.Count.ShouldBe(commands.Count);
        IReadOnlyList<IReadOnlyList<string>> outputs = [.. printed.Select(output =>
            (IReadOnlyList<string>)[.. string.Join('\n', output).Replace(address, AddressOfThePages,
                StringComparison.Ordinal).Replace($"{folder}/", "/tmp/", StringComparison.Ordinal)
                .Split('\n').SkipWhile(line => line.Length == 0)])];
        if (Writes) await File.WriteAllLinesAsync(path, Transcript.With(lines, commands, outputs));
        foreach (var (command, output) in commands.Zip(outputs))
            Varying.Alike(string.Join('\n', output)).ShouldBe(
                Varying.Alike(string.Join('\n', command.Output)), $"{page} line {command.Line}: {command.Text}");
        TestFolders.Remove(folder);
    }
}
