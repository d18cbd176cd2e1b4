using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>
/// The encryption key is kept outside the database: a host needs the right one, and it can be changed.
/// </summary>
public sealed class EncryptionTests
{
    [Fact]
    public async Task a_private_database_has_its_key_beside_its_folder_and_does_not_start_without_it_or_with_another()
    {
        var folder = TestFolders.New("encryption");
        var (environment, file) =
            (new Dictionary<string, string> { ["Postgres__DataFolder"] = folder }, folder + ".encryption-key");
        await using (var host = await Start(null, environment)) await Record(host);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var key = await File.ReadAllTextAsync(file);

        File.Delete(file);
        var lost = await HostProcess.Run(connectionString: null, ["keys", "list"], environment);
        (lost.ExitCode, File.Exists(file)).ShouldBe((1, false));
        lost.Errors.ShouldContain($"The encryption key file '{file}' is missing");

        await File.WriteAllTextAsync(file, NewKey());
        var wrong = await HostProcess.Run(connectionString: null, ["keys", "list"], environment);
        wrong.ExitCode.ShouldBe(1);
        wrong.Errors.ShouldContain("This database has data encrypted under key");

        await File.WriteAllTextAsync(file, key);
        await using (var host = await Start(null, environment)) (await Numbers(host)).ShouldBe(["442079460000"]);
        TestFolders.Remove(folder);
    }

    [Fact]
    public async Task keys_rewrap_changes_the_encryption_key_and_the_old_one_can_be_dropped()
    {
        var (database, old, fresh) = (await TestPostgres.NewDatabase(), NewKey(), NewKey());
        await using (var host = await Start(database, Keys(old))) await Record(host);

        var rewrapped = await HostProcess.Run(database, ["keys", "rewrap", "--json"], Keys($"{fresh},{old}"));
        rewrapped.ExitCode.ShouldBe(0, rewrapped.Errors);
        var answer = JsonNode.Parse(rewrapped.Output)!;
        answer["rewrapped"]!.GetValue<long>().ShouldBeGreaterThan(0);
        (answer["left"]!.GetValue<long>(), answer["dropped"]!.AsArray().Count).ShouldBe((0, 1));
        (await HostProcess.Run(database, ["keys", "rewrap"], Keys($"{fresh},{old}"))).Output
            .ShouldStartWith("0 data keys were wrapped");

        var without = await HostProcess.Run(database, ["keys", "list"], Keys(old));
        without.ExitCode.ShouldBe(1);
        without.Errors.ShouldContain(answer["keyId"]!.GetValue<string>());
        await using (var host = await Start(database, Keys(fresh))) (await Numbers(host)).ShouldBe(["442079460000"]);
    }

    [Fact]
    public async Task a_key_that_is_none_is_refused_without_being_shown()
    {
        var refused = await HostProcess.Run(await TestPostgres.NewDatabase(), ["keys", "list"], Keys("bm90IGEga2V5"));
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("Key 1 of Encryption:Key isn't an encryption key.");
        refused.Errors.ShouldNotContain("bm90IGEga2V5");
    }

    // Making a database and its tables takes a while on a busy machine.
    private static Task<HostProcess> Start(string? database, IReadOnlyDictionary<string, string> environment) =>
        HostProcess.Start(database, environment, deadline: TimeSpan.FromMinutes(5));

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static Dictionary<string, string> Keys(string keys) => new() { ["Encryption__Key"] = keys };

    private static async Task Record(HostProcess host)
    {
        using var customer = await host.Client.PostAsJsonAsync(
            new Uri("/api/customers", UriKind.Relative), new { customerId = "acme", name = "Acme" });
        customer.EnsureSuccessStatusCode();
        using var calls = await host.Client.PostAsJsonAsync(new Uri("/api/usage", UriKind.Relative), new[]
        {
            new { callId = "k1", customerId = "acme", destination = "442079460000", startedAt = "2025-01-05T10:00:00Z",
                billedSeconds = 60, amount = "0.20" },
        });
        calls.EnsureSuccessStatusCode();
    }

    private static async Task<IEnumerable<string>> Numbers(HostProcess host) =>
        (await host.Client.GetFromJsonAsync<JsonNode>(
            new Uri("/api/customers/acme/calls", UriKind.Relative)))!["items"]!.AsArray()
            .Select(call => call!["destination"]!.GetValue<string>());
}
