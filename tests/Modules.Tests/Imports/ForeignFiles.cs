using System.Text;
using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Imports;

/// <summary>Files as other systems and spreadsheets write them: titles, totals, empty columns, dates at
/// midnight.</summary>
public sealed class ForeignFiles
{
    private static readonly string[] Columns = ["customerId", "name"];

    [Fact]
    public async Task titles_totals_empty_columns_and_midnight_do_no_harm()
    {
        await using var node = await Node.Start();
        await node.Furnish();
        var mapping = Mapping("""
            {"separator": ";", "files": {"assignments": {
              "titleLines": 2,
              "skip": [{"column": "#1", "matches": "^Total"}, {"column": "State", "is": ["closed", "void"]}],
              "columns": {"assignmentId": "Service", "customerId": "Account", "startDate": "From"},
              "fixed": {"packageId": "line"}}}}
            """);
        const string file = """
            Services of; "March"
            made by hand
            Service;Account;From;State;;
            a1;c1;2026-01-01 00:00:00;open;;
            a2;c2;2026-01-01T00:00:00Z;open;;;
            a3;c2;2026-01-01;CLOSED;;
            a4;c2;2026-01-01 08:30:00;open;;
            a5;c9;2026-01-01;open;;
            Total;4
            Total of all: 4
            """;
        await using var rejects = new Rejects();
        var rows = await node.Import("assignments", file, rejects, mapping: mapping);
        rows.ShouldBe(new ImportedRows(4, 2, 0, 2, 0, 2, Skipped: 3));
        rejects.Shown.Select(one => $"{one.Line} {one.Field}: {one.Error}").ShouldBe([
            "7 startDate: must be a date that exists, as yyyy-MM-dd", "8 customerId: there is no customer c9"]);
        ((PackageAssigned)(await node.Log.ReadStream("assignment-a2", default))[0].Data).StartDate
            .ShouldBe(new(2026, 1, 1));

        // The rejects have no titles any more, and are sent again with the same mapping.
        using var sent = new MemoryStream();
        await rejects.CopyTo(sent, default);
        var corrected = Encoding.UTF8.GetString(sent.ToArray()).Replace("c9", "c1", StringComparison.Ordinal)
            .Replace(" 08:30:00", "", StringComparison.Ordinal);
        (await node.Import("assignments", corrected, mapping: mapping)).Summary
            .ShouldBe("2 read, 2 added, 0 known, 0 rejected");
    }

    [Fact]
    public async Task only_rows_that_meet_each_condition_are_kept()
    {
        await using var node = await Node.Start();
        var mapping = Mapping("""
            {"files": {"customers": {"keep": [{"column": "kind", "is": "company"}, {"column": "id", "isEmpty": false}],
              "columns": {"customerId": "id", "name": "name"}}}}
            """);
        (await node.Import("customers", "id,name,kind\nc1,One,Company\nc2,Two,person\n,Three,company\n",
            mapping: mapping)).Rows.ShouldBe(new ImportedRows(1, 1, 0, 0, Skipped: 2));
    }

    [Theory]
    [InlineData("customerId,name,\nc1,One,x\n", "line 2 cannot be read as CSV: it has 3 fields; there should be 2")]
    [InlineData("customerId,name\nc1\n", "line 2 cannot be read as CSV: it has 1 fields; there should be 2")]
    [InlineData("customerId,,name\nc1,One\n", "line 2 cannot be read as CSV: it has 2 fields; there should be 3")]
    public async Task fields_without_a_column_are_refused(string file, string fault)
    {
        await using var content = new MemoryStream(Encoding.UTF8.GetBytes(file));
        await using var opened = new ImportFile(
            "customers", content, [.. Columns.Select(name => new ImportColumn(name, true))], ImportMapping.None);
        (await Should.ThrowAsync<ProblemException>(() => opened.Check(default))).Message.ShouldContain(fault);
    }

    [Theory]
    [InlineData("""{"titleLines": -1}""", "customers.titleLines must be from 0 to 1000")]
    [InlineData("""{"skip": [{"column": "x"}]}""", "customers.skip[0] must name a column, and say is")]
    [InlineData("""{"skip": [{"column": "x", "matches": "("}]}""", "a regular expression that can't be read: (")]
    [InlineData("""{"skip": null}""", "null")]
    [InlineData("""{"keep": [null]}""", "null")]
    [InlineData("""{"keep": [{"column": [null], "is": "x"}]}""", "null")]
    [InlineData("""{"keep": [{"is": "x"}]}""", "cannot be read")]
    public void a_condition_that_makes_no_sense_is_refused(string customers, string fault) =>
        Should.Throw<ProblemException>(() => Mapping("{\"files\": {\"customers\": " + customers + "}}")).Message
            .ShouldContain(fault);

    private static ImportMapping Mapping(string json) => ImportMapping.Read(
        Encoding.UTF8.GetBytes(json), new Dictionary<string, IReadOnlyList<ImportColumn>>
        {
            ["customers"] = [.. Columns.Select(name => new ImportColumn(name, true))],
            ["assignments"] = [new("assignmentId"), new("customerId"), new("packageId"), new("startDate")],
        });
}
