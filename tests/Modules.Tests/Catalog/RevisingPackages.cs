using PackageBilling.Catalog;
using static PackageBilling.Modules.Tests.Given;

namespace PackageBilling.Modules.Tests.Catalog;

public class RevisingPackages
{
    private static readonly GivenPackage Monthly = Package().Monthly(1).Retail(10);

    [Fact]
    public void a_revision_holds_from_its_date_on()
    {
        var package = Monthly.After(Monthly.Retail(12).Revised("2025-02-15"));

        package.TermsOn(Day("2025-02-14")).Retail.ShouldBe(10);
        package.TermsOn(Day("2025-02-15")).Retail.ShouldBe(12);
        package.NextEffectiveFrom(Day("2025-02-14")).ShouldBe(Day("2025-02-15"));
        package.NextEffectiveFrom(Day("2025-02-15")).ShouldBeNull();
    }

    [Fact]
    public void of_two_for_one_date_the_one_recorded_later_holds() =>
        Monthly.After(Monthly.Retail(12).Revised("2025-02-15"), Monthly.Retail(13).Revised("2025-02-15"))
            .TermsOn(Day("2025-02-15")).Retail.ShouldBe(13);

    [Fact]
    public void a_later_recorded_revision_of_an_earlier_date_gives_way_on_the_later_date()
    {
        var package = Monthly.After(Monthly.Retail(12).Revised("2025-03-01"), Monthly.Retail(11).Revised("2025-02-01"));

        package.TermsOn(Day("2025-02-28")).Retail.ShouldBe(11);
        package.TermsOn(Day("2025-03-01")).Retail.ShouldBe(12);
    }

    [Fact]
    public void the_default_date_is_today_in_utc() =>
        RevisePackage.Decide(Monthly.Retail(12).Revision(), Monthly.After(), Noon)!.EffectiveFrom
            .ShouldBe(Day("2025-03-10"));

    [Theory]
    [InlineData("2020-01-01")]
    [InlineData("2025-03-10")]
    [InlineData("2030-01-01")]
    public void prices_are_revised_for_any_date(string date)
    {
        var revised = Monthly.Named("Other").Retail(12).Cost(7).Setup(5, 2).Quantity(2).MinimumDays(30);

        RevisePackage.Decide(revised.Revision(date), Monthly.After(), Noon).ShouldBeEquivalentTo(revised.Revised(date));
    }

    // It is noon in UTC on the 10th, so somewhere it is the 11th already.
    [Theory]
    [InlineData("2025-03-10", false)]
    [InlineData("2025-03-11", false)]
    [InlineData("2025-03-12", true)]
    public void days_and_minimum_are_revised_for_dates_that_nobody_has_reached(string date, bool accepted)
    {
        var minutes = Package().Monthly(1).FreeMinutes("44");
        RevisePackage[] revisions =
        [
            Monthly.Daily().Revision(date), Monthly.Monthly(2).Revision(date), Monthly.Monthly(1, 15).Revision(date),
            Monthly.MinimumSpend(50).Revision(date), minutes.FreeMinutes("44", "91").Revision(date),
            minutes.FreeMinutes().Revision(date),
        ];

        foreach (var revision in revisions)
        {
            var package = (revision.Destinations is null ? Monthly : minutes).After();
            object? Decide() => RevisePackage.Decide(revision, package, Noon);
            if (accepted) Decide().ShouldNotBeNull();
            else new Func<object?>(Decide).ShouldBeRefused(ProblemKind.Rule, "effectiveFrom");
        }
    }

    [Fact]
    public void what_counts_is_what_was_in_effect_on_the_date()
    {
        var package = Monthly.After(Monthly.Monthly(15).Revised("2025-02-01"));

        RevisePackage.Decide(Monthly.Retail(11).Revision("2025-01-31"), package, Noon).ShouldNotBeNull();
        new Func<object?>(() => RevisePackage.Decide(Monthly.Retail(11).Revision("2025-02-01"), package, Noon))
            .ShouldBeRefused(ProblemKind.Rule, "effectiveFrom");
    }

    [Fact]
    public void the_same_revision_again_is_no_event()
    {
        var revision = Monthly.Retail(12.00m);
        var package = Monthly.After(revision.Revised("2025-04-01"));

        RevisePackage.Decide(Monthly.Retail(12).Revision("2025-04-01"), package, Noon).ShouldBeNull();
        RevisePackage.Decide(Monthly.Retail(12).Revision("2025-04-02"), package, Noon).ShouldNotBeNull();
    }

    [Fact]
    public void currency_and_type_never_change()
    {
        new Func<object?>(() => RevisePackage.Decide(
            Monthly.Revision() with { Currency = "EUR" }, Monthly.After(), Noon))
            .ShouldBeRefused(ProblemKind.Rule, "currency");
        new Func<object?>(() => RevisePackage.Decide(
            Monthly.Revision() with { Type = "freeMinutes" }, Monthly.After(), Noon))
            .ShouldBeRefused(ProblemKind.Rule, "type");
        RevisePackage.Decide(Monthly.Revision() with { Currency = "USD", Type = "standard" }, Monthly.After(), Noon)
            .ShouldNotBeNull();
    }

    [Fact]
    public void a_standard_package_gets_no_destinations() => new Func<object?>(() =>
        RevisePackage.Decide(Monthly.FreeMinutes("44").Revision("2025-04-01"), Monthly.After(), Noon))
        .ShouldBeRefused(ProblemKind.Rule, "destinations");

    [Fact]
    public void a_revision_takes_its_name_unless_the_package_has_had_it()
    {
        var package = Monthly.Named("Gold").After(Monthly.Named("Silver").Revised("2025-02-01"));

        RevisePackage.NewName(package, Monthly.Named("GOLD").Revised("2025-04-01")).ShouldBeNull();
        RevisePackage.NewName(package, Monthly.Named("Bronze").Revised("2025-04-01")).ShouldBe("Bronze");
    }

    [Fact]
    public void a_retired_package_is_revised_but_takes_no_name()
    {
        var package = Monthly.After(new PackageRetired("p"));
        var revised = RevisePackage.Decide(Monthly.Named("Bronze").Revision(), package, Noon);

        revised.ShouldNotBeNull();
        RevisePackage.NewName(package, revised).ShouldBeNull();
    }

    [Fact]
    public void retiring_twice_is_once()
    {
        RetirePackage.Decide(Monthly.After()).ShouldBe(new PackageRetired("p"));
        RetirePackage.Decide(Monthly.After(new PackageRetired("p"))).ShouldBeNull();
    }
}
