using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PackageBilling.Harness;

namespace PackageBilling.Modules.Tests.Files;

public sealed class CsvFiles
{
    [Theory]
    [InlineData("-2+3+cmd|' /C calc'!A0")]
    [InlineData("=1+1")]
    [InlineData("+441")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    [InlineData("\n=1")]
    [InlineData("  =1")]
    [InlineData("\u00A0\u200B=1")]
    [InlineData("\uFEFF=1")]
    [InlineData("\u3164=1")]
    [InlineData("＝1")]
    [InlineData("＋1")]
    [InlineData("－1")]
    [InlineData("＠1")]
    [InlineData(" ＝1")]
    [InlineData("'=1")]
    public async Task text_that_begins_like_a_formula_is_escaped_and_comes_back(string text)
    {
        var written = await Record(text);

        written.ShouldStartWith(written.StartsWith('"') ? "\"'" : "'");
        SpreadsheetText.Unguard(SpreadsheetText.Guard(text)).ShouldBe(text);
    }

    [Theory]
    [InlineData("Acme")]
    [InlineData("it's 2-1")]
    [InlineData("'quoted'")]
    [InlineData("12025550100")]
    [InlineData("   ")]
    [InlineData("Ünïcode")]
    public async Task other_text_stays_as_it_is(string text) => (await Record(text)).ShouldBe(text);

    [Fact]
    public async Task numbers_dates_and_flags_are_not_escaped() =>
        (await Record(-12.5m, -3L, new DateOnly(2025, 1, 31), true,
            new DateTimeOffset(2025, 1, 31, 12, 0, 0, TimeSpan.FromHours(2)), (decimal?)null))
            .ShouldBe("-12.50,-3,2025-01-31,true,2025-01-31T10:00:00Z,");

    [Fact]
    public void any_text_comes_back_as_it_was() =>
        Prop.ForAll(Gen.OneOf(ArbMap.Default.GeneratorFor<string>().Where(text => text is not null),
            Gen.Elements("'=+-@＝\t a\u200B".ToCharArray()).ArrayOf().Select(chars => new string(chars))).ToArbitrary(),
            text => SpreadsheetText.Unguard(SpreadsheetText.Guard(text)) == text)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public async Task a_negative_amount_of_an_export_stays_a_number_beside_a_reference_that_is_escaped()
    {
        using var file = new MemoryStream();
        await StatementCsv.Write(file, ExportFormat.Csv, Rows(), default);

        Encoding.UTF8.GetString(file.ToArray()).ShouldBe(
            "customerId,currency,on,kind,amount,creditAfter,reference,reason,date\r\n"
                + "acme,USD,2025-01-31,adjustment,-2.50,-2.50,'-2+3+cmd|' /C calc'!A0,'＝1,\r\n");

        static async IAsyncEnumerable<StatementRow> Rows()
        {
            await Task.CompletedTask;
            yield return new(
                "acme", "USD", new(2025, 1, 31), "adjustment", -2.5m, -2.5m, "-2+3+cmd|' /C calc'!A0", "＝1", null);
        }
    }

    [Fact]
    public void csv_is_written_in_one_place() =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains(
                $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains("CsvWriter.", StringComparison.Ordinal))
            .Select(Path.GetFileName).ShouldBe(["CsvOutput.cs"]);

    private static async Task<string> Record(params CsvField[] fields)
    {
        using var file = new MemoryStream();
        await using (var csv = CsvOutput.To(file)) csv.Write(fields);
        return Encoding.UTF8.GetString(file.ToArray())[..^2];
    }
}
