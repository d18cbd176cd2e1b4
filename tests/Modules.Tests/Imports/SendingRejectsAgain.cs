using System.Text;
using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Imports;

public sealed class SendingRejectsAgain
{
    [Fact]
    public async Task a_rejects_file_is_corrected_and_sent_again_as_it_is()
    {
        await using var node = await Node.Start();
        await using var rejects = new Rejects();
        const string file = "name;customerId;currency;creditLimit\n\"=cmd|' /C calc'!A0\";x 1;XXX;-1\nGood;x2;;\n"
            + "\"Two; and \"\"quotes\"\"\";x 3;;\n";
        (await node.Import("customers", file, rejects)).Rejected.ShouldBe(2);

        var written = await Text(rejects);
        written.ShouldStartWith("file,line,field,error,record\r\ncustomers,1,,,name;customerId;currency;creditLimit\r\n"
            + "customers,2,customerId,");
        // The record of a row that has several faults is there once.
        written.Split("=cmd").Length.ShouldBe(2);

        await using var none = new Rejects();
        var corrected = written.Replace("x 1", "x1", StringComparison.Ordinal)
            .Replace("x 3", "x3", StringComparison.Ordinal)
            .Replace("XXX;-1", "USD;1", StringComparison.Ordinal);
        var again = await node.Import("customers", corrected, none);
        (again.Read, again.Added).ShouldBe((2, 2));
        (await NameOf(node, "x1")).ShouldBe("=cmd|' /C calc'!A0");
    }

    [Fact]
    public async Task what_is_still_wrong_is_named_by_its_line_of_the_rejects_file()
    {
        await using var node = await Node.Start();
        await using var rejects = new Rejects();
        await node.Import("customers", "customerId,name\nx 1,One\nx 2,Two\nx3,Three\n", rejects);

        var again = await node.Import(
            "customers", (await Text(rejects)).Replace("x 1", "x1", StringComparison.Ordinal), ImportMode.Rows);

        again.Summary.ShouldBe("2 read, 1 added, 0 known, 1 rejected");
        again.Faults.ShouldBe(["4 customerId: must be 1 to 64 letters, digits, '.', '_' or '-'"]);
    }

    [Fact]
    public async Task records_that_begin_like_a_formula_are_escaped_and_still_go_in()
    {
        await using var node = await Node.Start();
        await using var rejects = new Rejects();
        await node.Import("customers", "name,customerId\n=1+1,x 1\n", rejects);
        var written = await Text(rejects);
        written.ShouldContain("\"'=1+1,x 1\"");

        (await node.Import("customers", written.Replace("x 1", "x1", StringComparison.Ordinal))).Rows.Added.ShouldBe(1);
        // The record alone, as it was copied from the file, goes in too.
        (await node.Import("customers", "name,customerId\n'=1+1,x2\n")).Rows.Added.ShouldBe(1);
        foreach (var id in (string[])["x1", "x2"])
            (await NameOf(node, id)).ShouldBe("=1+1");
    }

    [Fact]
    public async Task a_rejects_file_without_records_of_the_kind_is_refused()
    {
        await using var node = await Node.Start();
        (await Should.ThrowAsync<ProblemException>(() => node.Import(
            "packages", "file,line,field,error,record\ncustomers,1,,,\"customerId,name\"\n")))
            .Message.ShouldBe("is a rejects file without records of packages");
    }

    private static async Task<string> Text(Rejects rejects)
    {
        using var text = new MemoryStream();
        await rejects.CopyTo(text, default);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static async Task<string> NameOf(Node node, string customerId) => await node.Shown(
        ((CustomerRegistered)(await node.Log.ReadStream($"customer-{customerId}", default)).Single().Data).Name);
}
