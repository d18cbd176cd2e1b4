using FsCheck;
using FsCheck.Fluent;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Auditing;

/// <summary>The rows of folded assignments say what objects would: against a fold into plain records.</summary>
public sealed class FoldedAssignments
{
    private static readonly DateOnly Day = new(2026, 3, 1);

    /// <summary>
    /// Few customers and ids, so that all that can happen to one happens; ids whose order is not that of their bytes,
    /// and long ones.
    /// </summary>
    private static readonly string[] Customers =
        ["a", "b"], Ids = ["1", "10", "2", "é", "\uFF5E", "\U0001F600", "", new('x', 40_000), new('y', 40_000)];

    [Fact]
    public void each_customer_has_what_was_said_of_its_assignments() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf().ToArbitrary(), Folded).QuickCheckThrowOnFailure();

    private static void Folded(int[] picks)
    {
        var book = CheckpointDraft.EmptyBook();
        var plain = new Dictionary<string, (string CustomerId, AssignmentBook Book, PostedCount Setup)>(
            StringComparer.Ordinal);
        var position = 0L;
        foreach (var customer in Customers)
            book.Apply(new(++position, 1, new CustomerRegistered(customer, customer, "USD", "UTC", 0)));
        foreach (var pick in picks)
        {
            var id = Ids[(pick & 0xFFFF) % Ids.Length];
            var (what, day) = ((pick >> 16) & 0xF, Day.AddDays((pick >> 20) & 0x1F));
            var customer = plain.TryGetValue(id, out var known) ? known.CustomerId : Customers[(pick >> 26) & 1];
            var quantity = 1 + ((pick >> 22) & 0xF);
            object? fact = what switch
            {
                0 => new AssignmentEnded(id, customer, day),
                1 => new AssignmentChanged(id, customer, day) { Quantity = quantity },
                2 => new AssignmentCancelled(id, customer),
                3 => new ChargesPosted(customer, "r", day, 1, "USD", 0, 0, 0, 0, [Setup(id, quantity)]),
                4 => new LineReversed(customer, day, day, "USD", Setup(id, quantity), "why", 0, quantity % 2 == 0),
                _ when plain.ContainsKey(id) => null,
                _ => new PackageAssigned(id, customer, $"p{quantity}", what < 8 ? null : $"+{quantity}", day)
                {
                    Quantity = quantity,
                    EndDate = what > 12 ? day : null,
                    AutoDecrementCredit = what < 10,
                    BilledThrough = what is 9 or 13 ? day : null,
                },
            };
            if (fact is null) continue;
            book.Apply(new(++position, 1, fact));
            switch (fact)
            {
                case AssignmentEnded ended when plain.ContainsKey(id):
                    plain[id] = known with { Book = known.Book with { End = ended.EndDate } };
                    break;
                case AssignmentChanged changed when plain.ContainsKey(id):
                    var changes = known.Book.Terms.Changes ?? [];
                    var terms = known.Book.Terms with
                    {
                        Changes = [.. changes, new(changed, changed.EffectiveFrom)],
                    };
                    plain[id] = known with { Book = known.Book with { Terms = terms } };
                    break;
                case AssignmentCancelled: plain.Remove(id); break;
                case ChargesPosted when plain.ContainsKey(id):
                    plain[id] = known with { Setup = known.Setup.With(new(quantity, 1, 0)) };
                    break;
                case LineReversed reversed when plain.ContainsKey(id):
                    plain[id] = known with { Setup = known.Setup.With(new(0, -1, reversed.ChargeAgain ? 0 : 1)) };
                    break;
                case PackageAssigned told:
                    var first = new AssignmentTerms(told) { BilledThrough = told.BilledThrough };
                    plain[id] = (customer, new(
                        position, id, told.PackageId, told.Did, told.StartDate, told.EndDate, first), default);
                    break;
            }
        }

        book.Size.ShouldBe(Customers.Length + plain.Count);
        foreach (var customer in book.All())
            Said(book.AssignmentsOf(customer)).ShouldBe(Said(plain.Values
                .Where(one => one.CustomerId == customer.CustomerId).Select(one => (one.Book, one.Setup))
                .OrderBy(one => one.Book.AssignmentId, StringComparer.Ordinal)));
    }

    [Fact]
    public void an_id_counts_once()
    {
        var (assignments, customer) = (new LogAssignments(), Customer());
        assignments.Add(customer, new(1, "a", "p", null, Day, null, new() { Quantity = 1 }), default);

        Should.Throw<ArgumentException>(() =>
            assignments.Add(customer, new(2, "a", "p", null, Day, null, new() { Quantity = 1 }), default));
        assignments.Count.ShouldBe(1);
    }

    [Fact]
    public void more_than_one_piece_of_memory_holds_is_kept()
    {
        var (assignments, customer) = (new LogAssignments(), Customer());
        for (var n = 1; n <= 10_000; n++)
            assignments.Add(
                customer, new(n, $"a-{n:00000}", "p", $"+{n}", Day, null, new() { Quantity = n }), default);

        assignments.Of(customer)
            .Select(one => (one.Book.Key, one.Book.AssignmentId, one.Book.Did, one.Book.Terms.Quantity))
            .ShouldBe(Enumerable.Range(1, 10_000).Select(n => ((long)n, $"a-{n:00000}", (string?)$"+{n}", (int?)n)));
        assignments.KeyOf("a-07777").ShouldBe(7777);
        assignments.KeyOf("a-10001").ShouldBeNull();
    }

    private static LogCustomer Customer() => new(new("acme", "USD", "UTC", 0, 0, 0, []));

    private static ChargeLine Setup(string assignmentId, int occurrence) =>
        new(assignmentId, "p", null, ChargeKind.Setup, Day, occurrence, 1, 0, 0, 0, 0, false, false);

    private static List<string> Said(IEnumerable<(AssignmentBook Book, PostedCount Setup)> assignments) =>
        [.. assignments.Select(one => $"{one.Book with { Terms = new() }} {one.Book.Terms.Text()} {one.Setup}")];
}
