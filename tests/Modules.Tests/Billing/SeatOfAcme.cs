using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>The smallest carrier: one customer with 100 of credit and one monthly package from 2025-02-01 on.</summary>
internal static class SeatOfAcme
{
    /// <summary>Records it.</summary>
    public static async Task Assign(Node node)
    {
        await node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await node.Send(new ReceivePayment("acme", 100, "r1"));
        await node.Send(new DefinePackage
        {
            PackageId = "seat",
            Name = "Seat",
            Retail = 10,
            Cost = 6,
            SetupRetail = 5,
            Frequency = "monthly",
            FrequencyMatch = Given.Json("[1]"),
        });
        await node.Send(new AssignPackage(
            "acme", new(null, "seat", 1, new(2025, 2, 1), null, null, true, null, null, null)));
    }
}
