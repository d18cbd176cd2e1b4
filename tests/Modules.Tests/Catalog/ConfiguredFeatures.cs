using Microsoft.Extensions.Configuration;
using PackageBilling.Catalog;

namespace PackageBilling.Modules.Tests.Catalog;

public class ConfiguredFeatures
{
    [Fact]
    public void codes_are_an_array() =>
        Read(("PlatformFeatures:0", "spam-shield"), ("PlatformFeatures:1", "fraud-guard"))
            .ShouldBe(["fraud-guard", "spam-shield"]);

    [Fact]
    public void codes_are_a_text_with_commas() =>
        Read(("PlatformFeatures", " spam-shield, fraud-guard,,")).ShouldBe(["fraud-guard", "spam-shield"]);

    [Fact]
    public void there_may_be_none() => Read().ShouldBeEmpty();

    private static IReadOnlyList<string> Read(params (string Key, string Value)[] settings) =>
        PlatformFeatures.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(
                setting.Key, setting.Value))).Build()).Codes;
}
