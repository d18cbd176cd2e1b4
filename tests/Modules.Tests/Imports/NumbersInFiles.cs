using System.Text;
using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Imports;

/// <summary>Amounts in files are read as their mapping says or refused, never guessed (I27).</summary>
public sealed class NumbersInFiles
{
    [Fact]
    public async Task with_a_decimal_comma_a_point_in_any_amount_of_any_file_is_refused_with_line_column_text_and_hint()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        var mapping = Mapping("""{"separator":";","decimalComma":true}""");

        (await node.Import("packages",
            "packageId;name;retail;cost;setupRetail;setupCost;frequency;frequencyMatch;minimumSpend\n"
                + "q;Q;1.490;1.000;12.500;0.5;monthly;1;1.000\n", mapping: mapping))
            .Faults.Where(fault => fault.Contains('“', StringComparison.Ordinal)).Select(fault => fault.Split(':')[0]
                + fault[fault.IndexOf('“', StringComparison.Ordinal)..fault.IndexOf('”', StringComparison.Ordinal)])
            .ShouldBe(["2 retail“1.490", "2 cost“1.000", "2 setupRetail“12.500", "2 setupCost“0.5",
                "2 minimumSpend“1.000"]);
        (await node.Import(
            "customers", "customerId;name;creditLimit\nx1;X;250\nx2;X;1.000\n", mapping: mapping)).Faults.ShouldBe([
                "3 creditLimit: “1.000” isn't an amount: leave out thousands separators, and use a comma for decimals, "
                    + "such as 1234,56, or set \"groupSeparator\": \".\" in the mapping",
            ]);
        (await node.Import("payments", "reference;customerId;amount\nr1;c1;1.490\n", mapping: mapping)).Faults.Single()
            .ShouldStartWith("2 amount: “1.490” isn't an amount");
        (await node.Import("assignments",
            "assignmentId;customerId;packageId;startDate;quantity\na;c1;line;2025-01-01;1.000\n",
            mapping: mapping)).Faults
            .ShouldBe(["2 quantity: “1.000” isn't a whole number: use digits only, such as 25"]);
    }

    [Fact]
    public async Task with_a_point_between_groups_it_is_read_as_thousands()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        var mapping = Mapping("""{"separator":";","decimalComma":true,"groupSeparator":"."}""");

        (await node.Import("payments", "reference;customerId;amount\nr1;c1;1.490\nr2;c2;1.490,25\n",
            mapping: mapping)).Rows.Added.ShouldBe(2);
        (await node.Import("assignments",
            "assignmentId;customerId;packageId;startDate;quantity\na;c1;line;2025-01-01;1.000\n",
            mapping: mapping)).Rows.Added.ShouldBe(1);

        (await node.Send(new GetAccount("c1"))).Credit.ShouldBe(1490m);
        (await node.Send(new GetAccount("c2"))).Credit.ShouldBe(1490.25m);
        ((PackageAssigned)(await node.Log.ReadStream("assignment-a", default)).Single().Data).Quantity.ShouldBe(1000);
        (await node.Import("payments", "reference;customerId;amount\nr3;c1;14.90\n", mapping: mapping)).Faults
            .ShouldBe(["2 amount: “14.90” isn't an amount: use groups of three digits and a comma for "
                + "decimals, such as 1.234,56"]);
    }

    [Fact]
    public async Task without_a_decimal_comma_a_comma_is_refused_unless_the_mapping_says_that_it_separates_groups()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        const string file = "reference;customerId;amount\nr1;c1;1,490\n";

        (await node.Import("payments", file)).Faults.Single()
            .ShouldEndWith("or set \"groupSeparator\": \",\" in the mapping");
        (await node.Import("payments", file, mapping: Mapping("""{"groupSeparator":","}"""))).Rows.Added.ShouldBe(1);
        (await node.Send(new GetAccount("c1"))).Credit.ShouldBe(1490m);
    }

    [Theory]
    [InlineData("""{"groupSeparator":"."}""", "the decimal mark “.”; set decimalComma")]
    [InlineData("""{"decimalComma":true,"groupSeparator":","}""", "the decimal mark “,”")]
    [InlineData("""{"groupSeparator":"_"}""", "a point, a comma, a space or an apostrophe")]
    public void a_mapping_whose_separators_make_no_sense_is_refused(string mapping, string fault) =>
        Should.Throw<ProblemException>(() => Mapping(mapping)).Message.ShouldContain(fault);

    private static ImportMapping Mapping(string json) =>
        ImportMapping.Read(Encoding.UTF8.GetBytes(json), new Dictionary<string, IReadOnlyList<ImportColumn>>());
}
