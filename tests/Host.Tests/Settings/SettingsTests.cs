using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>A misspelled setting is refused at the start, and nothing else is.</summary>
public sealed partial class SettingsTests
{
    [Theory]
    [InlineData("Schedular:RunAt", "Scheduler:RunAt")]
    [InlineData("Scheduler:RunAtt", "Scheduler:RunAt")]
    [InlineData("scheduler:enable", "Scheduler:Enabled")]
    [InlineData("Auht:AdminKey", "Auth:AdminKey")]
    [InlineData("Postgre:DataFolder", "Postgres:DataFolder")]
    [InlineData("RateLimits:PerSecond", "RateLimit:PerSecond")]
    [InlineData("WebHook:SecretKey", "Webhooks:SecretKey")]
    [InlineData("PlatformFeature:0", "PlatformFeatures")]
    [InlineData("PlatformFeatures:first", "PlatformFeatures")]
    [InlineData("ConnectionStrings:PackageBiling", "ConnectionStrings:PackageBilling")]
    [InlineData("Scheduler_Enabled", "Scheduler:Enabled")]
    public void a_misspelled_setting_is_refused_and_the_nearest_known_one_is_named(string key, string meant) =>
        Should.Throw<InvalidOperationException>(() => Refuse((key, "1"))).Message
            .ShouldContain($"{key} isn't a setting of this product. Did you mean {meant}?");

    [Theory]
    [InlineData("PATH", "/bin")]
    [InlineData("HOME", "/root")]
    [InlineData("AUTH", "1")]
    [InlineData("SCHEDULER_PORT", "tcp://10.0.0.1")]
    [InlineData("POSTGRES_PORT_5432_TCP", "tcp://10.0.0.1")]
    [InlineData("urls", "http://127.0.0.1:0")]
    [InlineData("AllowedHosts", "*")]
    [InlineData("Logging:LogLevel:Default", "Debug")]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0")]
    [InlineData("Authentication:Schemes:x", "y")]
    [InlineData("ConnectionStrings:Other", "Host=db")]
    [InlineData("npm_config:x", "y")]
    [InlineData("PlatformFeatures:0", "voicemail")]
    [InlineData("PlatformFeatures", "voicemail,fax")]
    [InlineData("SCHEDULER:RUNAT", "05:00")]
    [InlineData("Scheduler:RunAt", "")]
    public void settings_that_are_known_or_of_others_pass(string key, string value) => Refuse((key, value));

    [Theory]
    [InlineData("Scheduler:Enabled", "maybe", "true or false")]
    [InlineData("Scheduler:RunAt", "nonsense", "a local time such as 06:00")]
    [InlineData("RateLimit:PerSecond", "0", "a whole number of at least 1")]
    [InlineData("RateLimit:PerSecond", "1e3", "a whole number of at least 1")]
    [InlineData("Health:MaxLagSeconds", "0", "a whole number of at least 1")]
    [InlineData("Health:MaxLagSeconds", "soon", "a whole number of at least 1")]
    [InlineData("Nodes:Share", "2", "true or false")]
    [InlineData("Portal:ApiAddress", "here", "an address such as http://127.0.0.1:8080")]
    public void a_value_that_a_setting_cannot_have_is_refused(string key, string value, string rule) =>
        Should.Throw<InvalidOperationException>(() => Refuse((key, value))).Message
            .ShouldContain($"{key} must be {rule}, not '{value}'.");

    [Fact]
    public void all_faults_are_named_at_once() =>
        Should.Throw<InvalidOperationException>(() => Refuse(("Schedular:RunAt", "1"), ("Nodes:Share", "x"))).Message
            .Split(Environment.NewLine).Length.ShouldBe(2);

    [Fact]
    public async Task the_host_ends_and_says_where_a_misspelled_setting_comes_from()
    {
        var started = await HostProcess.Run("Host=127.0.0.1;Port=1", ["serve", "--RateLimits:PerSecond", "5"],
            new Dictionary<string, string> { ["Schedular__RunAt"] = "nonsense" });
        started.ExitCode.ShouldBe(1);
        started.Errors.ShouldContain("Schedular:RunAt isn't a setting of this product. Did you mean Scheduler:RunAt? "
            + "It comes from the environment variable Schedular__RunAt.");
        started.Errors.ShouldContain("RateLimits:PerSecond isn't a setting of this product. Did you mean "
            + "RateLimit:PerSecond? It comes from the argument --RateLimits:PerSecond.");
    }

    [Fact]
    public void the_page_about_operating_has_the_same_table()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operating.md")).ReplaceLineEndings("\n");
        var table = page[(page.IndexOf("| setting | default | meaning |", StringComparison.Ordinal))..].Split("\n\n")[0]
            .Split('\n').Skip(2);
        table.ShouldBe(
            KnownSettings.All.Select(setting => $"| `{setting.Key}` | {setting.Default} | {setting.Meaning} |"));
    }

    [Fact]
    public void every_setting_that_the_code_reads_is_in_the_list()
    {
        var read = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar)
                .Any(folder => folder is "obj" or "bin" or "Settings"))
            .SelectMany(file => Reading().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Where(key => !key.StartsWith("Kestrel:", StringComparison.Ordinal)
                && !key.StartsWith("Logging:", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        read.ShouldContain("Scheduler:RunAt");
        read.Except(KnownSettings.All.Select(setting => setting.Key)).ShouldBeEmpty();
    }

    private static void Refuse(params (string Key, string? Value)[] settings) => UnknownSettings.Refuse(
        new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build());

    // Wherever it stands, a literal of this form is the name of a setting.
    [GeneratedRegex("\"([A-Z][A-Za-z]+(?::[A-Z][A-Za-z]+)+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Reading();
}
