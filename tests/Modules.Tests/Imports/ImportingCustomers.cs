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
    public async Task billing_details_and_taxes_come_along_and_are_known_by_what_was_recorded_first()
    {
        await using var node = await Node.Start();
        const string header =
            "customerId,name,billingName,address,email,taxId,paymentTermsDays,taxRates,taxFrom\n",
            file = header + "c1,One,One Ltd,1 High Street; London,bills@one.example,GB1,14,VAT 19; City tax 2.5%,\n"
                + "c2,Two,,,,,,\"VAT 20\",2025-07-01\nc3,Three,,,,,,,\n";
        await node.Import("customers", "customerId,name\nc2,Two\n");
        (await node.Import("customers", file)).Summary.ShouldBe("3 read, 3 added, 0 known, 0 rejected");

        (await Shown("c1")).ShouldBe("""
            {"customerId":"c1","name":"One Ltd","address":["1 High Street","London"],"email":"bills@one.example",
            "taxId":"GB1","paymentTermsDays":14,"taxRates":[{"effectiveFrom":"1990-01-01","rates":[
            {"name":"VAT","percent":"19.00"},{"name":"City tax","percent":"2.50"}]}]}
            """.ReplaceLineEndings(""));
        (await Shown("c2")).ShouldBe("""
            {"customerId":"c2","name":null,"address":[],"email":null,"taxId":null,"paymentTermsDays":30,"taxRates":[
            {"effectiveFrom":"2025-07-01","rates":[{"name":"VAT","percent":"20.00"}]}]}
            """.ReplaceLineEndings(""));

        await node.Send(new ChangeBilling("c1", new("Another", null, null, null, null)));
        await node.Send(new ChangeTaxRates("c2", new(new(2025, 7, 1), [])));
        (await node.Import("customers", file)).Summary.ShouldBe("3 read, 0 added, 3 known, 0 rejected");
        (await node.Import("customers", header + "c1,One,One Ltd,London,bills@one.example,GB1,14,,\n"
            + "c2,Two,,,,,,VAT 21,2025-07-01\nc3,Three,,,,,,\"VAT 21\",\n", ImportMode.Rows)).Faults.ShouldBe([
                "2 customerId: customer c1 is there already with another address",
                "3 customerId: customer c2 is there already with another taxRates",
            ]);
        (await Shown("c3")).ShouldContain("\"effectiveFrom\":\"1990-01-01\"");

        async Task<string> Shown(string customerId) => await node.Shown(System.Text.Json.JsonSerializer.Serialize(
            (await node.Send(new GetCustomerBilling(customerId))).Value, HttpJson.Options));
    }

    [Fact]
    public async Task what_is_wrong_with_billing_details_is_said_by_the_names_of_the_columns()
    {
        await using var node = await Node.Start();
        (await node.Import("customers",
            "customerId,name,billingName,address,email,taxId,paymentTermsDays,taxRates,taxFrom\n"
            + $"c1,One,{new string('n', 201)},a;;b,nobody,,400,VAT 101,1989-01-01\n"
            + "c2,Two,,a;b;c;d;e;f;g,,,ten,VAT,\nc3,Three,,,,,,,2025-01-01\nc4,Four,,,,,,VAT 1;vat 2,2025-02-30\n",
            ImportMode.Rows)).Faults.ShouldBe([
                "2 billingName: must be at most 200 characters", "2 address: must not be blank",
                "2 email: must be one e-mail address, such as billing@example.com",
                "2 paymentTermsDays: must be from 0 to 365", "2 taxFrom: must be from 1990-01-01 to 2999-12-31",
                "2 taxRates: must be from 0 to 100",
                "3 paymentTermsDays: “ten” isn't a whole number: use digits only, such as 25",
                "3 address: must be at most 6 lines",
                "3 taxRates: must be names with percentages, such as VAT 19; City tax 2.5",
                "4 taxFrom: must be left out when there are no taxRates",
                "5 taxFrom: must be a date that exists, as yyyy-MM-dd", "5 taxRates: must have different names",
            ]);
    }

    [Fact]
    public async Task percentages_are_read_as_the_mapping_says()
    {
        await using var node = await Node.Start();
        (await node.Import("customers", "customerId;name;taxRates\nc1;One;\"IVA 10,5;Tasa local 2\"\n",
            mapping: ImportMapping.None with { DecimalComma = true, Separator = ";" })).Rows.Added.ShouldBe(1);
        (await node.Send(new GetCustomerBilling("c1"))).Value.TaxRates.ShouldHaveSingleItem().Rates
            .ShouldBe([new("IVA", 10.5m), new("Tasa local", 2)]);
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
