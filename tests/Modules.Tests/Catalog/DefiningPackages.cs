using PackageBilling.Catalog;

namespace PackageBilling.Modules.Tests.Catalog;

public class DefiningPackages
{
    private static readonly DefinePackage.Validator Validator = new(new PlatformFeatures("fraud-guard", "spam-shield"));

    [Fact]
    public void a_name_prices_and_a_frequency_are_all_that_is_needed()
    {
        var command = new DefinePackage { Name = " Gold ", Retail = 10, Cost = 6, Frequency = "daily" };

        Validator.Faults(command).ShouldBeEmpty();
        DefinePackage.Decide(command, "p", null, null).ShouldBeEquivalentTo(new PackageDefined(
            "p", PackageType.Standard, "USD",
            new PackageTerms("Gold", null, 10, 6, 0, 0, 1, Frequency.Daily, [], [], [], null, null, null)));
    }

    [Fact]
    public void what_is_missing_is_named() =>
        Validator.Faults(new DefinePackage()).ShouldBe(["name", "retail", "cost", "frequency"]);

    [Theory]
    [InlineData("-0.01", false)]
    [InlineData("0", true)]
    [InlineData("0.000001", true)]
    [InlineData("0.0000001", false)]
    [InlineData("1000000000", true)]
    [InlineData("1000000000.01", false)]
    public void prices_are_from_0_to_1_000_000_000_with_6_decimals(string text, bool accepted)
    {
        var amount = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var package = Given.Package().Daily().Retail(amount).Cost(amount).Setup(amount, amount).MinimumSpend(amount);

        Validator.Faults(package.Definition)
            .ShouldBe(accepted ? [] : ["retail", "cost", "setupRetail", "setupCost", "minimumSpend"]);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    public void a_default_quantity_is_from_1_to_1_000_000(int quantity, bool accepted) =>
        Validator.Faults(Given.Package().Quantity(quantity).Definition).ShouldBe(accepted ? [] : ["quantity"]);

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(36_500, true)]
    [InlineData(36_501, false)]
    public void minimum_days_are_from_1_to_36_500(int days, bool accepted) =>
        Validator.Faults(Given.Package().MinimumDays(days).Definition).ShouldBe(accepted ? [] : ["minimumDays"]);

    [Theory]
    [InlineData("", "name")]
    [InlineData("  ", "name")]
    [InlineData("two\nlines", "name")]
    public void a_name_is_one_line_of_text(string name, string fault) =>
        Validator.Faults(Given.Package().Named(name).Definition).ShouldBe([fault]);

    [Fact]
    public void a_name_has_at_most_200_characters()
    {
        Validator.Faults(Given.Package().Named(new string('x', 200)).Definition).ShouldBeEmpty();
        Validator.Faults(Given.Package().Named(new string('x', 201)).Definition).ShouldBe(["name"]);
    }

    [Fact]
    public void a_minimum_spend_needs_a_frequency()
    {
        Validator.Faults(Given.Package().MinimumSpend(50).Definition).ShouldBe(["minimumSpend"]);
        Validator.Faults(Given.Package().Monthly(1).MinimumSpend(50).Definition).ShouldBeEmpty();
    }

    [Fact]
    public void a_platform_feature_is_one_of_the_configured_ones()
    {
        Validator.Faults(Given.Package().PlatformFeature("fraud-guard").Definition).ShouldBeEmpty();
        Validator.Faults(Given.Package().PlatformFeature("Fraud-Guard").Definition).ShouldBe(["platformFeature"]);
    }

    [Fact]
    public void words_that_do_not_exist_are_named_not_guessed() =>
        Validator.Faults(Given.Package("a b").Definition with { Type = "gold", Currency = "usd", Frequency = "yearly" })
            .ShouldBe(["frequency", "packageId", "type", "currency"], ignoreOrder: true);

    [Fact]
    public void destinations_belong_to_free_minutes()
    {
        Validator.Faults(Given.Package().FreeMinutes("44").Definition).ShouldBeEmpty();
        Validator.Faults(Given.Package().FreeMinutes("44").Definition with { Type = "standard" })
            .ShouldBe(["destinations"]);
        Validator.Faults(Given.Package().FreeMinutes().Definition with { Type = null }).ShouldBeEmpty();
    }

    [Fact]
    public void an_id_is_used_once() => new Func<object?>(() =>
        DefinePackage.Decide(Given.Package().Definition, "p", Given.Package().After(), null))
        .ShouldBeRefused(ProblemKind.Conflict, "packageId");

    [Fact]
    public void a_name_belongs_to_one_package() => new Func<object?>(() =>
        DefinePackage.Decide(Given.Package().Definition, "p", null, new PackageName("other")))
        .ShouldBeRefused(ProblemKind.Conflict, "name");

    [Fact]
    public void names_that_people_would_call_the_same_are_one()
    {
        PackageName.Stream("Café Crème").ShouldBe(PackageName.Stream("  CAFE\u0301 crème "));
        PackageName.Stream("Gold").ShouldNotBe(PackageName.Stream("Gold 2"));
    }

    [Fact]
    public void a_released_name_is_free_again() =>
        new object[] { new PackageNameClaimed("Gold", "p"), new PackageNameReleased("Gold", "p") }
            .Aggregate((PackageName?)null, PackageName.Evolve).ShouldBeNull();
}
