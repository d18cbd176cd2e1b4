using FsCheck;
using FsCheck.Fluent;

namespace PackageBilling.Modules.Tests.Billing.Reconciliations;

/// <summary>A supplier's bill beside the cost in the books (domain: "Reconciliation"), without a database.</summary>
public sealed class ComparedBills
{
    [Fact]
    public void the_worked_case_of_the_rules()
    {
        var (comparison, rows, sums) = Compare(0,
            [
                new("d1", null, "USD", 0.80m), new("d2", null, "USD", 0.80m), new("d2", null, "USD", 0.50m),
                new("d3", null, "USD", 0.80m), new("d4", null, "EUR", 0.80m),
            ],
            [Line("d1", 0.80m), Line("d2", 0.80m), Line("d4", 0.80m), Line("d5", 0.80m), Line("d5", -0.80m)]);

        rows.ShouldBe(
        [
            "OtherAmount d2 1.30 0.80 USD", "NotOnBill d4 of number 0 0.80 USD", "NoCost d3 0.80 0 USD",
            "NoCost d4 0.80 0 EUR",
        ]);
        // d1, and d5 whose cost was taken back.
        comparison.Equal.ShouldBe(2);
        sums.ShouldBe([new("EUR", 0.80m, 0, 0.80m, 0), new("USD", 2.90m, 2.40m, 0.50m, 0)]);
    }

    [Fact]
    public void a_line_counts_for_what_the_bill_names_most_exactly()
    {
        var lines = new[] { Line("d1", 1, "number"), Line("d1", 2, "fax"), Line("d2", 4, "fax"), Line(null, 8, "fax") };

        Compare(0, [new("d1", "fax", "USD", 2), new("d1", null, "USD", 1), new(null, "fax", "USD", 12)], lines)
            .Rows.ShouldBeEmpty();
        Compare(0, [new("d1", null, "USD", 3)], lines).Rows
            .ShouldBe(["NotOnBill of fax 0 8 USD", "NotOnBill d2 of fax 0 4 USD"]);
        // A bill that names no DID is told of packages only.
        Compare(0, [new(null, "number", "USD", 1)], lines).Rows.ShouldBe(["NotOnBill of fax 0 14 USD"]);
    }

    [Fact]
    public void differences_up_to_the_tolerance_are_none_but_stay_in_the_sums()
    {
        var (comparison, rows, sums) = Compare(
            0.01m, [new("d1", null, "USD", 1.01m), new("d2", null, "USD", 1.02m), new("d3", null, "USD", 0.005m)],
            [Line("d1", 1), Line("d2", 1), Line("d4", 0.01m)]);

        rows.ShouldBe(["OtherAmount d2 1.02 1 USD"]);
        comparison.Equal.ShouldBe(3);
        sums.ShouldBe([new("USD", 2.035m, 2.01m, 0.025m, 0.005m)]);
    }

    /// <summary>Rows and what is tolerated add up to the difference of the sums, in each currency.</summary>
    [Fact]
    public void sums_add_up() => Prop.ForAll(Any(), any =>
    {
        var comparison = new BillComparison(any.Billed, any.Tolerance);
        foreach (var line in any.Lines) comparison.Add(line);
        var (rows, sums) = comparison.End();

        foreach (var sum in sums)
        {
            sum.Billed.ShouldBe(any.Billed.Where(one => one.Currency == sum.Currency).Sum(one => one.Amount));
            sum.Cost.ShouldBe(any.Lines.Where(one => one.Currency == sum.Currency).Sum(one => one.Cost));
            sum.Difference.ShouldBe(sum.Billed - sum.Cost);
            (rows.Where(row => row.Currency == sum.Currency).Sum(row => row.Listed!.Value - row.Ours!.Value)
                + sum.Tolerated).ShouldBe(sum.Difference);
        }
        any.Billed.Select(one => one.Currency).Concat(any.Lines.Select(one => one.Currency)).Distinct()
            .Order(StringComparer.Ordinal).ShouldBe(sums.Select(sum => sum.Currency));
        (comparison.Equal + rows.Count).ShouldBe(comparison.Places);
        rows.ShouldAllBe(row => Math.Abs(row.Listed!.Value - row.Ours!.Value) > any.Tolerance);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static Arbitrary<(List<BilledAmount> Billed, List<LineCost> Lines, decimal Tolerance)> Any()
    {
        var did = Gen.OneOf(Gen.Choose(1, 4).Select(n => (string?)$"d{n}"), Gen.Constant((string?)null));
        var package = Gen.Elements("number", "fax");
        var currency = Gen.Elements("USD", "EUR");
        var amount = Gen.Choose(-300, 300).Select(n => n / 100m);
        var billed = from of in did
                     from what in Gen.OneOf(package.Select(one => (string?)one), Gen.Constant((string?)null))
                     from money in currency
                     from paid in amount
                     select new BilledAmount(of, of is null ? what ?? "number" : what, money, paid);
        var lines = from of in did
                    from what in package
                    from money in currency
                    from cost in amount
                    select Line(of, cost, what, money);
        return (from bill in billed.ListOf()
                from line in lines.ListOf()
                from tolerance in Gen.Elements(0m, 0.01m, 0.5m)
                select (bill.ToList(), line.ToList(), tolerance)).ToArbitrary();
    }

    private static LineCost Line(string? did, decimal cost, string package = "number", string currency = "USD") =>
        new(did, did is null ? null : $"~{did}", package, currency, cost, "acme", $"of-{did}");

    private static (BillComparison Comparison, string[] Rows, IReadOnlyList<ReconciledSum> Sums) Compare(
        decimal tolerance, IEnumerable<BilledAmount> billed, IEnumerable<LineCost> lines)
    {
        var comparison = new BillComparison(billed, tolerance);
        foreach (var line in lines) comparison.Add(line);
        var (rows, sums) = comparison.End();
        return (comparison, [.. rows.Select(Text)], sums);

        static string Text(FoundDifference row)
        {
            var did = row.DidHash ?? row.Did?[1..];
            var about = (did is null ? "" : $" {did}") + (row.PackageId is { } of ? $" of {of}" : "");
            return FormattableString.Invariant($"{row.Kind}{about} {row.Listed} {row.Ours} {row.Currency}");
        }
    }
}
