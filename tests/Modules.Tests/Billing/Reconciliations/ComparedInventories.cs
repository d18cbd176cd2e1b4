using FsCheck;
using FsCheck.Fluent;

namespace PackageBilling.Modules.Tests.Billing.Reconciliations;

/// <summary>What the switch has beside what is billed (domain: "Reconciliation"), without a database.</summary>
public sealed class ComparedInventories
{
    [Fact]
    public void the_worked_case_of_the_rules()
    {
        var (rows, equal) = Compare(
            [
                Did("d1", "acme"), Did("d2", "acme"), Did("d3", "acme"), Did("d4", "beta"),
                Did("d5", "acme", quantity: 3),
            ],
            [], [
                Active("d1", "acme"), Active("d3", "beta"), Active("d4", "beta"), Active("d5", "acme", quantity: 2),
                Active("d6", "beta"), Active(null, "beta"),
            ]);

        rows.ShouldBe(
        [
            "notBilled d2 listed for acme",
            "notInSwitch d6 billed to beta by of-d6-beta: 1",
            "otherCustomer d3 listed for acme billed to beta by of-d3-beta: 1",
            "otherQuantity d5 listed for acme: 3 billed to acme by of-d5-acme: 2",
        ]);
        equal.ShouldBe(2);
    }

    [Fact]
    public void a_package_in_the_file_is_compared_with_its_own_assignments_only()
    {
        ActiveAssignment[] active =
            [Active("d1", "acme", "number", 1), Active("d1", "acme", "fax", 4), Active("d2", "acme", "number")];

        Compare([Did("d1", "acme", "fax", 4), Did("d1", "acme", "number", 1), Did("d2", package: "fax")], [], active)
            .Rows.ShouldBe(["notBilled d2 of fax billed to acme"]);
        // Without one all of them together are compared.
        Compare([Did("d1", quantity: 5), Did("d2")], [], active).Rows.ShouldBeEmpty();
    }

    [Fact]
    public void counts_by_customer_are_numbers_of_dids_or_quantities_of_a_package()
    {
        ActiveAssignment[] active =
        [
            Active("d1", "acme"), Active("d2", "acme", "number"), Active("d2", "acme", "fax"),
            Active(null, "acme", "seat", 5), Active(null, "beta", "seat", 2), Active("d3", "beta"),
        ];

        Compare([], [new(2, "acme", null, 3), new(3, "gamma", null, 1)], active).Rows.ShouldBe(
        [
            "notBilled listed for gamma: 1: 0",
            "notInSwitch: 0 billed to beta by of-d3-beta: 1",
            "otherQuantity listed for acme: 3 billed to acme by of-d1-acme: 2",
        ]);
        Compare([], [new(2, "acme", "seat", 5)], active).ShouldBe(
            (["notInSwitch of seat: 0 billed to beta by of--beta: 2"], 1), new SameResult());
        Compare([], [new(2, "gamma", null, 0), new(3, "acme", null, 2), new(4, "beta", null, 1)], active)
            .ShouldBe(([], 3), new SameResult());
    }

    [Fact]
    public void what_was_there_in_the_last_report_is_not_new_and_what_is_gone_was_resolved()
    {
        FoundDifference[] before =
        [
            new(DifferenceKind.NotBilled, DidHash: "d1"), new(DifferenceKind.NotBilled, DidHash: "d2"),
            new(DifferenceKind.OtherQuantity, DidHash: "d3", Listed: 2, Ours: 1),
        ];
        var (rows, resolved) = LastReport.Compare(
        [
            new(DifferenceKind.NotBilled, DidHash: "d2"), new(DifferenceKind.NotInSwitch, DidHash: "d1"),
            new(DifferenceKind.OtherQuantity, DidHash: "d3", Listed: 9, Ours: 1),
        ], before);

        rows.Select(row => row.IsNew).ShouldBe([false, true, false]);
        resolved.ShouldBe([1]);
        LastReport.Compare(rows, null).ShouldSatisfyAllConditions(
            first => first.Rows.ShouldAllBe(row => row.IsNew), first => first.Resolved.ShouldBeEmpty());
    }

    /// <summary>Each DID of the file and each assignment on a DID is in exactly one row, or equal.</summary>
    [Fact]
    public void nothing_is_lost_and_nothing_is_told_twice() => Prop.ForAll(Any(), any =>
    {
        // A DID belongs to one customer on a date, and a file names a DID and package once.
        var active = any.Active.DistinctBy(one => (one.DidHash, one.PackageId)).Where(one =>
            one.CustomerId == any.Active.First(first => first.DidHash == one.DidHash).CustomerId).ToList();
        var listed = any.Listed.DistinctBy(one => (one.DidHash, one.PackageId)).ToList();
        var (comparison, rows) = Run(listed, [], active);

        (comparison.Equal + rows.Count(row => row.Kind != DifferenceKind.NotInSwitch)).ShouldBe(listed.Count);
        var named = listed.Select(one => one.DidHash).ToHashSet();
        rows.Where(row => row.Kind == DifferenceKind.NotInSwitch).Select(row => row.AssignmentId)
            .Order(StringComparer.Ordinal).ShouldBe(listed.Count == 0 ? [] : active
                .Where(one => !named.Contains(one.DidHash!)).Select(one => one.AssignmentId)
                .Order(StringComparer.Ordinal));
        foreach (var row in rows.Where(row => row.Kind != DifferenceKind.NotInSwitch))
            listed.ShouldContain(one => one.DidHash == row.DidHash && one.CustomerId == row.ListedCustomerId);
        // What the books say is a file that differs in nothing.
        var (again, none) = Run([.. active.Select((one, i) =>
            new ListedDid(i, one.DidHash!, one.CustomerId, one.PackageId, one.Quantity))], [], active);
        none.ShouldBeEmpty();
        again.Equal.ShouldBe(active.Count);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static Arbitrary<(List<ListedDid> Listed, List<ActiveAssignment> Active)> Any()
    {
        var did = Gen.Choose(1, 8).Select(n => $"d{n}");
        var customer = Gen.Elements("acme", "beta", "gamma");
        var package = Gen.Elements("number", "fax");
        var listed = from hash in did
                     from of in Gen.OneOf(customer.Select(one => (string?)one), Gen.Constant((string?)null))
                     from what in Gen.OneOf(package.Select(one => (string?)one), Gen.Constant((string?)null))
                     from quantity in Gen.OneOf(Gen.Choose(1, 3).Select(n => (int?)n), Gen.Constant((int?)null))
                     select new ListedDid(0, hash, of, what, quantity);
        var active = from hash in did
                     from of in customer
                     from what in package
                     from quantity in Gen.Choose(1, 3)
                     select Active(hash, of, what, quantity);
        return (from one in listed.ListOf()
                from other in active.ListOf()
                select (one.ToList(), other.ToList())).ToArbitrary();
    }

    private static ListedDid Did(string hash, string? customer = null, string? package = null, int? quantity = null) =>
        new(0, hash, customer, package, quantity);

    private static ActiveAssignment Active(string? did, string customer, string package = "number", int quantity = 1) =>
        new(did, did is null ? null : $"~{did}", customer,
            $"of-{did}-{customer}{(package == "fax" ? "-fax" : "")}", package, quantity);

    private static (InventoryComparison Comparison, IReadOnlyList<FoundDifference> Rows) Run(
        IReadOnlyList<ListedDid> dids, IReadOnlyList<ListedCount> counts, IEnumerable<ActiveAssignment> active)
    {
        List<ListedDid> sorted = [.. dids.Select((one, i) => one with { Line = i + 2 })];
        sorted.Sort(ListedDid.ByHash);
        var comparison = new InventoryComparison(sorted, counts);
        foreach (var one in active.OrderBy(one => one.DidHash is null)
            .ThenBy(one => one.DidHash, StringComparer.Ordinal))
            comparison.Add(one);
        return (comparison, comparison.End());
    }

    private static (string[] Rows, int Equal) Compare(
        IReadOnlyList<ListedDid> dids, IReadOnlyList<ListedCount> counts, IEnumerable<ActiveAssignment> active)
    {
        var (comparison, rows) = Run(dids, counts, active);
        return ([.. rows.Select(Text)], comparison.Equal);
    }

    private static string Text(FoundDifference row)
    {
        var kind = row.Kind.ToString();
        return string.Concat(char.ToLowerInvariant(kind[0]), kind[1..], row.DidHash is null ? "" : $" {row.DidHash}",
            row.PackageId is null or "number" ? "" : $" of {row.PackageId}",
            row.ListedCustomerId is null ? "" : $" listed for {row.ListedCustomerId}",
            row.Listed is null ? "" : $": {row.Listed}", row.CustomerId is null ? "" : $" billed to {row.CustomerId}",
            row.AssignmentId is null ? "" : $" by {row.AssignmentId}", row.Ours is null ? "" : $": {row.Ours}");
    }

    private sealed class SameResult : IEqualityComparer<(string[] Rows, int Equal)>
    {
        public bool Equals((string[] Rows, int Equal) x, (string[] Rows, int Equal) y) =>
            x.Equal == y.Equal && x.Rows.SequenceEqual(y.Rows);

        public int GetHashCode((string[] Rows, int Equal) obj) => obj.Equal;
    }
}
