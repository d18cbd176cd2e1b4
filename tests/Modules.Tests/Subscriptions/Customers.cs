using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Subscriptions;

public class Customers
{
    [Fact]
    public void a_customer_has_dollars_utc_and_no_credit_limit_unless_said_otherwise() =>
        RegisterCustomer.Decide(new("acme", " Acme ", null, null, null), null)
            .ShouldBe(new CustomerRegistered("acme", "Acme", "USD", "UTC", 0));

    [Fact]
    public void what_is_missing_is_named() =>
        new RegisterCustomer.Validator().Faults(new(null, null, null, null, null)).ShouldBe(["customerId", "name"]);

    [Theory]
    [InlineData("acme", "Acme", "EUR", "Asia/Kathmandu", 1_000_000_000, null)]
    [InlineData("a c", "Acme", "EUR", "UTC", 0, "customerId")]
    [InlineData("", "Acme", "EUR", "UTC", 0, "customerId")]
    [InlineData("acme", " ", "EUR", "UTC", 0, "name")]
    [InlineData("acme", "Acme", "ABC", "UTC", 0, "currency")]
    [InlineData("acme", "Acme", "EUR", "Mars/Olympus", 0, "timeZone")]
    [InlineData("acme", "Acme", "EUR", "UTC", -1, "creditLimit")]
    [InlineData("acme", "Acme", "EUR", "UTC", 1_000_000_001, "creditLimit")]
    public void each_detail_has_its_rule(
        string id, string name, string currency, string zone, int limit, string? fault) =>
        new RegisterCustomer.Validator().Faults(new(id, name, currency, zone, limit))
            .ShouldBe(fault is null ? [] : [fault]);

    [Fact]
    public void an_id_is_given_once() => new Func<object?>(() =>
        RegisterCustomer.Decide(Given.Customer().Registration, Given.Customer().Customer))
        .ShouldBeRefused(ProblemKind.Conflict, "customerId");

    [Fact]
    public void each_change_is_a_fact_and_no_change_is_none()
    {
        var customer = Given.Customer().CreditLimit(100).Customer;

        EditCustomer.Decide(new("acme", "Acme Ltd", 200, "Europe/London"), customer).ShouldBe(
        [
            new CustomerRenamed("acme", "Acme Ltd"), new CustomerCreditLimitChanged("acme", 200),
            new CustomerTimeZoneChanged("acme", "Europe/London"),
        ]);
        EditCustomer.Decide(new("acme", "acme", 100.00m, "UTC"), customer).ShouldBeEmpty();
        EditCustomer.Decide(new("acme", null, 0, null), customer).ShouldBe([new CustomerCreditLimitChanged("acme", 0)]);
    }

    [Fact]
    public void an_edit_says_something() =>
        new EditCustomer.Validator().Faults(new("acme", null, null, null)).ShouldBe(["name"]);
}
