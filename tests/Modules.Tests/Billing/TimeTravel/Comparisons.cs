using PackageBilling.Catalog;

namespace PackageBilling.Modules.Tests.Billing.TimeTravel;

/// <summary>Two simulations or runs laid side by side, with the event behind each difference.</summary>
public sealed class Comparisons
{
    private static readonly DateOnly First = new(2025, 2, 1);

    [Fact]
    public async Task a_run_is_compared_with_what_is_known_now()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var run = await node.Run(First, "acme");
        var position = await node.Log.Tail(CancellationToken.None);
        var same = await node.Send(
            new CompareSimulations(new(run.RunId, null, null, null, null), new(null, First, null, null, null)));
        same.Equal.ShouldBeTrue();
        await node.Send(new RevisePackage { PackageId = "seat", Name = "Seat", Retail = 12, Cost = 6, SetupRetail = 5,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]"), EffectiveFrom = First });

        var compared = await node.Send(
            new CompareSimulations(new(run.RunId, null, null, null, null), new(null, First, null, null, null)));
        var line = compared.Lines.ShouldHaveSingleItem();
        (line.Kind, line.Retail, line.Left!.Retail, line.Right!.Retail).ShouldBe((ChargeKind.Recurring, 2m, 10m, 12m));
        line.FirstEvent.ShouldNotBeNull().Type.ShouldBe("package_revised");
        line.FirstEvent.Position.ShouldBeGreaterThan(position);
        var customer = compared.Customers.ShouldHaveSingleItem();
        (customer.CustomerId, customer.Retail, customer.Margin).ShouldBe(("acme", 2m, 2m));
        compared.Totals.ShouldHaveSingleItem().Right.Retail.ShouldBe(17);
    }

    [Fact]
    public async Task two_simulations_are_compared_as_known_then_and_now()
    {
        await using var node = await Node.Start();
        await SeatOfAcme.Assign(node);
        var position = await node.Log.Tail(CancellationToken.None);
        await node.Send(new RevisePackage { PackageId = "seat", Name = "Seat", Retail = 12, Cost = 6, SetupRetail = 5,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]"), EffectiveFrom = First });
        var compared = await node.Send(new CompareSimulations(
            new(null, First, null, new(position, null), null), new(null, First, null, null, null)));
        compared.Lines.ShouldHaveSingleItem().FirstEvent!.Type.ShouldBe("package_revised");
        (await node.Send(new CompareSimulations(
            new(null, First, null, null, null), new(null, First, null, null, null)))).Equal.ShouldBeTrue();
    }
}
