using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Harness;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.Accounts;

/// <summary>Statements of accounts in a real log (domain: "Credit").</summary>
public sealed class StatementsInTheLog
{
    [Fact]
    public async Task a_run_for_an_earlier_date_and_a_refund_of_it_stand_on_the_days_on_which_they_were_recorded()
    {
        var clock = new ManualTime(new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using var node = await Node.Start(clock: clock);
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await node.Send(new DefinePackage { PackageId = "seat", Name = "Seat", Retail = 414, Cost = 6,
            Frequency = "monthly", FrequencyMatch = Given.Json("[1]") });
        await node.Send(new AssignPackage(
            "acme", new("acme-seat", "seat", 1, new(2025, 1, 1), null, null, true, null, null, null)));
        await node.Send(new ReceivePayment("acme", 675, "wire-1"));
        clock.Set(clock.GetUtcNow().AddDays(1));
        var run = await node.Run(new(2025, 1, 1), "acme");
        clock.Set(clock.GetUtcNow().AddDays(1));
        await node.Send(new ReverseLine((await node.Lines(run)).Single().ChargeId!, "billed in error"));
        // Twelve hours before noon in UTC it is another date for the customer from now on,
        // and for none of the entries above.
        await node.Send(new EditCustomer("acme", null, null, "Pacific/Kiritimati"));
        await node.Send(new ReceivePayment("acme", 1, "wire-2"));

        (await Entries(node, Dates.Min, Dates.Max)).ShouldBe(
        [
            "0 before", "2025-03-01 payment 675 675", "2025-03-02 recurring -414 261 for 2025-01-01",
            "2025-03-03 reversal 414 675 for 2025-01-01", "2025-03-04 payment 1 676",
        ]);
        (await Entries(node, new(2025, 3, 3), new(2025, 3, 3)))
            .ShouldBe(["261 before", "2025-03-03 reversal 414 675 for 2025-01-01"]);
        (await Entries(node, new(2025, 1, 1), new(2025, 1, 31))).ShouldBe(["0 before"]);
    }

    private static async Task<List<string>> Entries(Node node, DateOnly from, DateOnly to)
    {
        var page = new PageRequest(50, null);
        var statement = new Statement(
            await CustomerZones.Get(node.Source, "acme", CancellationToken.None), from, to, StatementPlace.Start);
        var shown = await statement.Page(node.Services.GetRequiredService<AccountHistory>()
            .Events("acme", 0, CancellationToken.None), page, CancellationToken.None);
        return
        [
            $"{shown.BroughtForward:0.##} before",
            .. shown.Items.Select(entry => $"{Dates.Text(entry.On)} {entry.Kind} {entry.Amount:0.##} "
                + $"{entry.CreditAfter:0.##}{(entry.Date is { } date ? $" for {Dates.Text(date)}" : "")}"),
        ];
    }
}
