using PackageBilling.Subscriptions;
using static PackageBilling.Modules.Tests.Given;

namespace PackageBilling.Modules.Tests.Subscriptions;

public class BillingDetails
{
    private static readonly GivenBilling Nothing = new(null, null, null, null, null);

    private static readonly GivenBilling Full =
        new(" Acme Ltd ", ["1 High Street ", "London"], "bills@acme.example", "GB999999973", 14);

    private static readonly BilledCustomer Acme = After();

    [Fact]
    public void a_customer_has_no_details_no_taxes_and_thirty_days_until_something_is_said()
    {
        var view = Acme.View();
        (view.CustomerId, view.Name, view.Email, view.TaxId, view.PaymentTermsDays)
            .ShouldBe(("acme", null, null, null, 30));
        view.Address.ShouldBeEmpty();
        view.TaxRates.ShouldBeEmpty();
    }

    [Fact]
    public void every_text_is_sealed_without_the_spaces_around_it()
    {
        var fact = Full.Fact("acme", text => $"~{text}~");
        (fact.CustomerId, fact.Name, fact.Email, fact.TaxId, fact.PaymentTermsDays)
            .ShouldBe(("acme", "~Acme Ltd~", "~bills@acme.example~", "~GB999999973~", 14));
        fact.Address.ShouldBe(["~1 High Street~", "~London~"]);
    }

    [Fact]
    public void what_is_left_out_is_empty_again_and_the_same_once_more_is_no_fact()
    {
        var full = Fact(Full);
        ChangeBilling.Decide(full, Acme).ShouldBe([full]);
        ChangeBilling.Decide(Fact(Full), After(full)).ShouldBeEmpty();
        foreach (var other in (GivenBilling[])[Full with { Address = ["1 High Street"] }, Full with { Name = null },
            Full with { Email = "b@acme.example" }, Full with { TaxId = "GB1" }, Full with { PaymentTermsDays = 15 }])
            ChangeBilling.Decide(Fact(other), After(full)).Count.ShouldBe(1, $"{other}");

        ChangeBilling.Decide(Fact(Nothing), Acme).ShouldBeEmpty();
        var emptied = After(full, ChangeBilling.Decide(Fact(Nothing), After(full)).Single());
        emptied.Details.Says(Acme.Details).ShouldBeTrue();
    }

    [Fact]
    public void details_within_their_limits_are_right() =>
        new BillingRules().Faults(Full with
        {
            Name = new('n', 200), Address = [.. Enumerable.Repeat(new string('a', 200), 6)],
            Email = $"{new string('b', 64)}@{new string('c', 60)}.example", PaymentTermsDays = 0,
        }).ShouldBeEmpty();

    [Fact]
    public void each_detail_has_its_rule()
    {
        foreach (var (given, fault) in ((GivenBilling, string)[])
        [
            (Full with { Name = " " }, "name"), (Full with { Name = new('n', 201) }, "name"),
            (Full with { Name = "two\nlines" }, "name"),
            (Full with { Address = [.. Enumerable.Repeat("a", 7)] }, "address"),
            (Full with { Address = ["a", " "] }, "address[1]"), (Full with { Address = ["a\nb"] }, "address[0]"),
            (Full with { Address = ["a", null!] }, "address[1]"),
            (Full with { TaxId = "" }, "taxId"), (Full with { TaxId = "a\tb" }, "taxId"),
            (Full with { PaymentTermsDays = -1 }, "paymentTermsDays"),
            (Full with { PaymentTermsDays = 366 }, "paymentTermsDays"),
        ])
            new BillingRules().Faults(given).ShouldBe([fault], $"{given}");
    }

    [Theory]
    [InlineData("billing@example.com", true)]
    [InlineData("b.o'neil+x@mail.example.co.uk", true)]
    [InlineData("rechnung@münchen.example", true)]
    [InlineData("", false)]
    [InlineData("billing", false)]
    [InlineData("billing@localhost", false)]
    [InlineData("billing@127.0.0.1", false)]
    [InlineData("Billing <billing@example.com>", false)]
    [InlineData("\"a b\"@example.com", false)]
    [InlineData("a@example.com, b@example.com", false)]
    [InlineData("a@example.com;b@example.com", false)]
    [InlineData(" a@example.com", false)]
    [InlineData("a@exa mple.com", false)]
    [InlineData("a@example.com\n", false)]
    public void an_email_address_is_one_mailbox(string text, bool isOne) =>
        new BillingRules().Faults(Full with { Email = text }).ShouldBe(isOne ? [] : ["email"]);

    [Fact]
    public void taxes_hold_from_their_dates_and_of_two_of_one_date_the_later_one()
    {
        var state = After(Taxes("2026-01-01", ("VAT", 20)), Taxes("2025-01-01", ("VAT", 19), ("City tax", 2.5m)),
            Taxes("2026-01-01", ("VAT", 21)), Taxes("2027-01-01"));
        state.View().TaxRates.Select(from => (from.EffectiveFrom, string.Join(';', from.Rates))).ShouldBe(
        [
            (Day("2025-01-01"), $"{new NamedRate("VAT", 19)};{new NamedRate("City tax", 2.5m)}"),
            (Day("2026-01-01"), $"{new NamedRate("VAT", 21)}"), (Day("2027-01-01"), ""),
        ]);
    }

    [Fact]
    public void what_was_said_of_a_date_already_is_no_fact_and_what_merely_holds_on_it_is_one()
    {
        var billed = After(Taxes("2025-01-01", ("VAT", 19)));
        Decide("2025-01-01", " VAT ", 19.00m).ShouldBeEmpty();
        Decide("2025-06-01", "VAT", 19).ShouldHaveSingleItem();
        Decide("2025-01-01", "VAT", 20).ShouldHaveSingleItem();
        Decide("2025-01-01", "vat", 19).ShouldHaveSingleItem();

        IReadOnlyList<object> Decide(string from, string name, decimal percent) =>
            ChangeTaxRates.Decide(new("acme", new(Day(from), [new(name, percent)])), billed);
    }

    [Fact]
    public void each_part_of_a_tax_has_its_rule()
    {
        var from = Day("2025-01-01");
        foreach (var (given, faults) in ((GivenTaxRates, string[])[])
        [
            (new(from, []), []), (new(from, [new("VAT", 0), new(new('n', 60), 100), new("C", 0.000001m)]), []),
            (new(null, null), ["effectiveFrom", "rates"]), (new(Day("1989-12-31"), []), ["effectiveFrom"]),
            (new(from, [.. Enumerable.Range(1, 11).Select(n => new GivenTaxRate($"{n}", n))]), ["rates"]),
            (new(from, [new("VAT", 1), new("vat ", 2)]), ["rates"]),
            (new(from, [new("VAT", 1), null!]), ["rates[1]"]),
            (new(from, [new(null, null)]), ["rates[0].name", "rates[0].percent"]),
            (new(from, [new("A", 1), new(" ", 1)]), ["rates[1].name"]),
            (new(from, [new(new('n', 61), 1)]), ["rates[0].name"]),
            (new(from, [new("VAT", -1)]), ["rates[0].percent"]), (new(from, [new("VAT", 101)]), ["rates[0].percent"]),
            (new(from, [new("VAT", 0.0000001m)]), ["rates[0].percent"]),
        ])
            new TaxRatesRules().Faults(given).ShouldBe(faults, $"{given}");
    }

    private static CustomerBillingChanged Fact(GivenBilling given) => given.Fact("acme", text => text);

    private static CustomerTaxRatesChanged Taxes(string from, params (string Name, decimal Percent)[] rates) =>
        new("acme", Day(from), [.. rates.Select(rate => new TaxRate(rate.Name, rate.Percent))]);

    private static BilledCustomer After(params object[] facts) =>
        facts.Prepend(Customer().Registered).Aggregate((BilledCustomer?)null, BilledCustomer.Evolve)!;
}
