using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Imports;

public sealed class ImportingCustomers
{
    [Fact]
    public async Task customers_are_held_to_their_rules_and_known_by_their_ids()
    {
        await using var node = await Node.Start();
        const string file = "customerId,name,currency,timeZone,creditLimit\nc1,One,GBP,Europe/London,250\nc2,Two,,,\n";
        (await node.Import("customers", file)).Summary.ShouldBe("2 read, 2 added, 0 known, 0 rejected");
        await node.Send(new EditCustomer("c1", "Another name", 500, null));

        (await node.Import("customers", file)).Summary.ShouldBe("2 read, 0 added, 2 known, 0 rejected");
        (await node.Import("customers", "customerId,name,currency,timeZone,creditLimit\nc1,One,EUR,Europe/London,250\n"
            + ",x,,,\nc3,,XXX,Nowhere,-1\n", ImportMode.Rows))
            .Faults.ShouldBe([
                "2 customerId: customer c1 is there already with another currency",
                "3 customerId: is required",
                "4 name: is required", "4 currency: must be an ISO 4217 code such as USD",
                "4 timeZone: must be an IANA time zone such as Europe/London",
                "4 creditLimit: must be from 0 to 1000000000",
            ]);
    }

    [Fact]
    public async Task payments_bring_the_credit_along_once()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        const string file = "reference,customerId,amount\nopening,c1,100\nopening,c2,50\nsecond,c1,20.50\n";

        (await node.Import("payments", file)).Summary.ShouldBe("3 read, 3 added, 0 known, 0 rejected");
        (await node.Import("payments", file)).Summary.ShouldBe("3 read, 0 added, 3 known, 0 rejected");
        (await node.Import("payments", "reference,customerId,amount\nopening,c1,99\nx,c9,1\nx,c1,0\nopening,c1,100\n",
            ImportMode.Rows)).Faults.ShouldBe([
                "2 reference: was used for a payment of 100.00 before", "3 customerId: there is no customer c9",
                "4 amount: must be more than 0", "5 reference: is in line 2 already",
            ]);
        (await node.Send(new GetAccount("c1"))).Credit.ShouldBe(120.50m);
        (await node.Send(new GetAccount("c2"))).Credit.ShouldBe(50m);
    }
}
