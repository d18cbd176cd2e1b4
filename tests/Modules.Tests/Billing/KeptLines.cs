namespace PackageBilling.Modules.Tests.Billing;

/// <summary>The lines of a long simulation beyond those in its report.</summary>
public sealed class KeptLines
{
    [Fact]
    public void pages_hold_every_line_once_in_order_as_the_report_would_have_shown_it()
    {
        var date = new DateOnly(2025, 2, 1);
        var customer = new CustomerBook("acme", "EUR", "UTC", 0, 0, 0, []);
        var lines = Enumerable.Range(0, 1_300).Select(n => Line(n, date)).ToList();
        using var kept = new SimulationLines();
        var spool = SimulationLines.Create();
        foreach (var line in lines) spool.Add(date, customer, line);
        kept.Keep("s1", spool);

        var read = new List<ReportLine>();
        for (string? after = null; ;)
        {
            var page = kept.Read("s1", PageRequest.Read("400", after));
            read.AddRange(page.Items);
            if ((after = page.Next) is null) break;
        }
        read.ShouldBe(lines.Select(line => ReportLine.Of(date, customer, line)));
        kept.Read("s1", new(50, "1299")).Items.ShouldHaveSingleItem()
            .ShouldBe(ReportLine.Of(date, customer, lines[^1]));
        kept.Read("s1", new(50, "1300")).Items.ShouldBeEmpty();
        foreach (var after in (string[])["1301", "-1", "999999999999999999"])
            Should.Throw<ProblemException>(() => kept.Read("s1", new(50, after)), after);
        Should.Throw<ProblemException>(() => kept.Read("s2", new(50, null)));
    }

    private static DecidedLine Line(int n, DateOnly date)
    {
        var outcome = (LineOutcome)(n % 4);
        var settles = n % 4 == 3;
        var line = new ChargeLine(
            $"a{n}", $"p{n % 7}", n % 2 == 0 ? $"4930{n}" : null, (ChargeKind)(n % 4), date.AddDays(-n), 1 + (n % 2), n,
            n + 0.10m, 0.000001m, n * 1.5m, decimal.MaxValue, n % 5 == 0, n % 7 == 0,
            n % 11 == 0 ? PriceFrom.Assignment : PriceFrom.Package, settles ? n : null,
            settles ? date.AddDays(-30) : null, settles ? date : null, settles && n % 2 == 0 ? n : null);
        return new(line, n, outcome, outcome == LineOutcome.Charged ? null : $"reason {n}");
    }
}
