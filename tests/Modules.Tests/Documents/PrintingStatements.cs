using System.Globalization;
using static PackageBilling.Modules.Tests.Documents.GivenDocument;

namespace PackageBilling.Modules.Tests.Documents;

public sealed class PrintingStatements
{
    [Fact]
    public void each_balance_is_the_one_above_plus_the_amount_over_all_pages()
    {
        var pages = Pages(StatementPdf.Render(Statement(120), DocumentStyle.Default));

        pages.Length.ShouldBeGreaterThan(2);
        var balance = 1_000m;
        var found = 0;
        foreach (var page in pages)
        {
            page.ShouldNotOverlap();
            foreach (var row in page.Rows())
            {
                var words = row.Split(' ');
                if (row.Contains("Charge-"))
                {
                    balance += Read(words[^2]);
                    found++;
                }
                else if (!row.StartsWith("Brought forward", StringComparison.Ordinal)
                    && !row.StartsWith("Carried forward", StringComparison.Ordinal))
                {
                    continue;
                }
                Read(words[^1]).ShouldBe(balance, row);
            }
        }
        found.ShouldBe(120);
        pages[^1].Rows().ShouldContain(row => row.StartsWith("Closing balance USD", StringComparison.Ordinal));
        balance.ShouldBe(Statement(120).ClosingBalance);

        static decimal Read(string number) =>
            decimal.Parse(number.Replace('\u2212', '-'), NumberStyles.Number, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void a_long_reference_breaks_after_its_punctuation()
    {
        var statement = Statement(1);
        var text = Text(StatementPdf.Render(statement with
        {
            Rows = [statement.Rows[0] with { Reference = "acme-main-number.recurring.2026-01-15.1" }],
        }, DocumentStyle.Default));

        text.ShouldMatch(@"acme-main-number\.[^\n]*\n(recurring\.)?2026-01-15\.1");
    }

    [Fact]
    public void nothing_happened_is_a_statement_too()
    {
        var text = Text(StatementPdf.Render(Statement(0), DocumentStyle.Default));

        text.ShouldContain("Opening balance 1,000.00");
        text.ShouldContain("Closing balance USD 1,000.00");
        StatementHtml.Render(Statement(0), DocumentStyle.Default).ShouldContain("1,000.00");
    }

    [Fact]
    public void a_balance_that_is_not_the_one_above_plus_the_amount_is_refused()
    {
        var statement = Statement(3);
        Should.Throw<ArgumentException>(() => StatementPdf.Render(
            statement with { Rows = [statement.Rows[0], statement.Rows[2]] }, DocumentStyle.Default))
            .Message.ShouldContain("ref-3");
        Should.Throw<ArgumentException>(() => StatementHtml.Render(
            statement with { ClosingBalance = 0 }, DocumentStyle.Default)).Message.ShouldContain("closing");
    }

    [Fact]
    public void its_page_has_every_row()
    {
        var html = StatementHtml.Render(Statement(3), DocumentStyle.Default);

        for (var at = 1; at <= 3; at++)
            html.ShouldContain($"<td>Charge-{at}</td><td>ref-{at}</td><td class=\"number\">\u2212{at}.00</td>");
    }
}
