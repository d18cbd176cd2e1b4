using PackageBilling.Catalog;

namespace PackageBilling.Modules.Tests.Catalog;

public class BillingDays
{
    [Theory]
    [InlineData("weekly", """["mon","thu"]""", """["mon","thu"]""")]
    [InlineData("weekly", """["sun","thu","mon","thu"]""", """["mon","thu","sun"]""")]
    [InlineData("monthly", "[15,31]", "[15,31]")]
    [InlineData("monthly", "[31,1,15,31]", "[1,15,31]")]
    [InlineData("daily", "[]", "[]")]
    [InlineData("none", "[]", "[]")]
    public void days_are_kept_once_and_in_order(string frequency, string given, string kept)
    {
        var terms =
            (Given.Package().Definition with { Frequency = frequency, FrequencyMatch = Given.Json(given) }).Terms();

        System.Text.Json.JsonSerializer.Serialize(FrequencyMatch.Show(terms.Weekdays, terms.MonthDays)).ShouldBe(kept);
    }

    [Theory]
    [InlineData("weekly", "[]")]
    [InlineData("monthly", "[]")]
    [InlineData("weekly", "[1]")]
    [InlineData("weekly", """["monday"]""")]
    [InlineData("weekly", """["Mon"]""")]
    [InlineData("weekly", "\"mon\"")]
    [InlineData("monthly", "[0]")]
    [InlineData("monthly", "[32]")]
    [InlineData("monthly", "[1.5]")]
    [InlineData("monthly", "[99999999999]")]
    [InlineData("monthly", """["1"]""")]
    [InlineData("monthly", """["mon"]""")]
    [InlineData("monthly", "[1,null]")]
    [InlineData("monthly", "[[1]]")]
    [InlineData("monthly", "1")]
    [InlineData("daily", "[1]")]
    [InlineData("none", """["mon"]""")]
    [InlineData("none", "{}")]
    public void days_that_do_not_fit_the_frequency_are_refused(string frequency, string given) =>
        new DefinePackage.Validator(new PlatformFeatures())
            .Faults(Given.Package().Definition with { Frequency = frequency, FrequencyMatch = Given.Json(given) })
            .ShouldBe(["frequencyMatch"]);

    [Theory]
    [InlineData("weekly")]
    [InlineData("monthly")]
    public void without_a_day_it_would_never_bill(string frequency) =>
        FrequencyMatch.Fault(frequency == "weekly" ? Frequency.Weekly : Frequency.Monthly, null, fromStart: false)
            .ShouldNotBeNull();

    [Theory]
    [InlineData("""["44","91"]""", "44 91")]
    [InlineData("\"^44|^91|^1\"", "1 44 91")]
    [InlineData("\"^44\"", "44")]
    [InlineData("""["91","44","91","447"]""", "44 447 91")]
    [InlineData("[]", "")]
    [InlineData("""["^44","^91"]""", "44 91")]
    [InlineData("""["^44|^91"]""", "44 91")]
    [InlineData("""["^44|^91","1"]""", "1 44 91")]
    [InlineData("\"44|91\"", "44 91")]
    [InlineData("\"44\"", "44")]
    [InlineData("\"^44 | ^91\"", "44 91")]
    public void destinations_are_taken_in_every_notation_and_shown_as_prefixes(string given, string prefixes)
    {
        Destinations.Fault(Given.Json(given)).ShouldBeNull();
        string.Join(' ', Destinations.Prefixes(Given.Json(given))).ShouldBe(prefixes);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"^44|\"")]
    [InlineData("\"44,91\"")]
    [InlineData("\"^^44\"")]
    [InlineData("\"44$\"")]
    [InlineData("\"^(44|91)\"")]
    [InlineData("\"^44|^9[1-3]\"")]
    [InlineData("\"^44.*\"")]
    [InlineData("\"^44|^91\\n\"")]
    [InlineData("""["+44"]""")]
    [InlineData("""["^44.*"]""")]
    [InlineData("""["^44|"]""")]
    [InlineData("""["0044"]""")]
    [InlineData("""[""]""")]
    [InlineData("""["1234567890123456"]""")]
    [InlineData("""["٤٤"]""")]
    [InlineData("[44]")]
    [InlineData("[null]")]
    [InlineData("44")]
    [InlineData("{}")]
    [InlineData("true")]
    public void any_other_pattern_is_refused(string given) =>
        new DefinePackage.Validator(new PlatformFeatures())
            .Faults(Given.Package().FreeMinutes().Definition with { Destinations = Given.Json(given) })
            .ShouldBe(["destinations"]);

    [Fact]
    public void the_refusal_names_the_part_that_is_no_prefix() =>
        Destinations.Fault(Given.Json("""["^44|^9[1-3]"]""")).ShouldBe(
            "“9[1-3]” isn't a prefix: use 1 to 15 digits that don't begin with 0, such as 44 or ^44, with | between "
                + "them; no other pattern is known");

    [Fact]
    public void there_are_at_most_2_000_destinations()
    {
        static GivenPackage Covering(int prefixes) =>
            Given.Package().FreeMinutes([.. Enumerable.Range(1, prefixes).Select(n => $"{n}")]);
        var validator = new DefinePackage.Validator(new PlatformFeatures());

        validator.Faults(Covering(2_000).Definition).ShouldBeEmpty();
        validator.Faults(Covering(2_001).Definition).ShouldBe(["destinations"]);
    }
}
