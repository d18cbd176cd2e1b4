using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>The domain's own examples, through the HTTP interface only.</summary>
[Collection(OneHost.Name)]
public sealed class ScenarioTests(TestHost host)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Scenarios");

    public static TheoryData<string, string> All() =>
    [
        .. from file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal)
           from scenario in Read(file)
           select new TheoryDataRow<string, string>(
               Path.GetFileNameWithoutExtension(file), scenario["name"]!.GetValue<string>()),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public Task it_is_as_the_example_says(string file, string name) => Play(
        host.Api,
        Read(Path.Combine(Folder, $"{file}.json")).Single(scenario => scenario["name"]!.GetValue<string>() == name));

    /// <summary>Plays every example.</summary>
    internal static async Task PlayAll(Api api)
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json"))
            foreach (var example in Read(file)) await Play(api, example);
    }

    private static async Task Play(Api api, JsonObject example)
    {
        var scenario = await Scenario.Begin(api, example);
        foreach (var (step, number) in example["steps"]!.AsArray()
            .Select((step, index) => (step!.AsObject(), index + 1)))
            try
            {
                await ScenarioSteps.Take(scenario, step);
            }
            catch (ShouldAssertException e)
            {
                throw new ShouldAssertException(
                    $"{example["name"]}, step {number}, {step.ToJsonString()}: {e.Message}", e);
            }
    }

    private static IEnumerable<JsonObject> Read(string file) =>
        JsonNode.Parse(File.ReadAllText(file))!.AsArray().Select(scenario => scenario!.AsObject());
}
