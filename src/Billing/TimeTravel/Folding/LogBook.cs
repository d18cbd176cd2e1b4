using System.Runtime.InteropServices;
using PackageBilling.Catalog;
using PackageBilling.EventStore;
using PackageBilling.Subscriptions;

namespace PackageBilling.Billing;

/// <summary>
/// The book folded from the log alone, in memory: the second, independent source of what decisions read. It is as large as the
/// number of customers and assignments; of postings and calls it keeps what it is told to.
/// </summary>
/// <param name="postings">Keeps what was posted of recurring and minimum spend.</param>
/// <param name="spend">Keeps what calls came to.</param>
internal sealed class LogBook(LogPostings postings, LogSpend spend)
{
    /// <summary>The events that it is folded from.</summary>
    public static readonly IReadOnlyCollection<Type> EventTypes =
    [
        typeof(PackageDefined), typeof(PackageRevised),
        typeof(CustomerRegistered), typeof(CustomerCreditLimitChanged), typeof(CustomerTimeZoneChanged),
        typeof(PackageAssigned), typeof(AssignmentChanged), typeof(AssignmentEnded), typeof(AssignmentCancelled),
        typeof(PaymentReceived), typeof(CreditAdjusted), typeof(ChargesPosted), typeof(LineReversed), typeof(ChargesRestated), typeof(AccruedInvoiced),
        typeof(CallsRated),
    ];

    private readonly Dictionary<string, (string Currency, List<PackageRevision> Recorded)> _packages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LogCustomer> _customers = new(StringComparer.Ordinal);
    private readonly LogAssignments _assignments = new();
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private List<string>? _inOrder;

    /// <summary>The position of the last event taken in.</summary>
    public long Position { get; set; }

    /// <summary>What was posted.</summary>
    public LogPostings Postings => postings;

    /// <summary>What calls came to.</summary>
    public LogSpend Spend => spend;

    /// <summary>The packages with their revisions in the order in which they were recorded.</summary>
    public Dictionary<string, (string Currency, List<PackageRevision> Recorded)> Recorded => _packages;

    /// <summary>How many customers and assignments it holds.</summary>
    public long Size => _customers.Count + _assignments.Count;

    public void Apply(StoredFact stored)
    {
        Position = stored.Position;
        switch (stored.Data)
        {
            case PackageDefined fact: _packages[fact.PackageId] = (fact.Currency, [new(DateOnly.MinValue, fact.Terms)]); break;
            case PackageRevised fact: _packages[fact.PackageId].Recorded.Add(new(fact.EffectiveFrom, fact.Terms)); break;
            case CustomerRegistered fact:
                _customers.Add(fact.CustomerId, new(fact.CustomerId, Once(fact.Currency), Once(fact.TimeZone), fact.CreditLimit));
                _inOrder = null;
                break;
            case CustomerCreditLimitChanged fact: _customers[fact.CustomerId].CreditLimit = fact.CreditLimit; break;
            case CustomerTimeZoneChanged fact: _customers[fact.CustomerId].TimeZone = Once(fact.TimeZone); break;
            case PackageAssigned fact: Assign(stored.Position, fact); break;
            case AssignmentChanged fact: _assignments.Change(fact.AssignmentId, new(fact.EffectiveFrom, fact.Quantity, fact.AutoDecrementCredit)); break;
            case AssignmentEnded fact: _assignments.End(fact.AssignmentId, fact.EndDate); break;
            case AssignmentCancelled fact: _assignments.Remove(fact.AssignmentId); break;
            case PaymentReceived fact: Credited(stored, fact.CustomerId); break;
            case CreditAdjusted fact: Credited(stored, fact.CustomerId); break;
            case AccruedInvoiced fact: Credited(stored, fact.CustomerId); break;
            case ChargesPosted fact:
                Credited(stored, fact.CustomerId);
                foreach (var line in fact.Lines) Posted(line.AssignmentId, line.Kind, line.KeyDate, PostedCount.OfPosting(line.Nth));
                break;
            case LineReversed fact:
                Credited(stored, fact.CustomerId);
                Posted(fact.Line.AssignmentId, fact.Line.Kind, fact.Line.KeyDate, PostedCount.OfReversal(fact.ChargeAgain));
                break;
            case ChargesRestated fact:
                Credited(stored, fact.CustomerId);
                foreach (var line in fact.Lines)
                    if (line.Fills is { } nth) Posted(line.AssignmentId, line.Of, line.KeyDate, PostedCount.OfPosting(nth));
                break;
            case CallsRated fact: spend.Add(fact); break;
            default: throw new InvalidOperationException($"The book does not know {stored.Data.GetType().Name}.");
        }
    }

    /// <summary>All packages, seen on one date.</summary>
    public PackagesOn Packages(DateOnly date) => new(date, _packages.Select(package => new PackageBook(package.Key, package.Value.Currency, package.Value.Recorded)));

    /// <summary>The customers of a range that have an assignment which may be due, in ordinal order; the very ones that <see cref="BookReader"/> gives.</summary>
    public IEnumerable<CustomerBook> Customers(PackagesOn packages, RunTerms terms, CustomerRange range)
    {
        var earliestEnd = packages.EarliestEnd();
        foreach (var customerId in InOrder(terms, range))
        {
            var customer = _customers[customerId];
            if (terms.Zones is { } zones && !zones.Contains(customer.TimeZone)) continue;
            var due = _assignments.Due(customer.LastAssignment, packages, earliestEnd, postings);
            if (due.Count > 0)
                yield return new(customerId, customer.Currency, customer.TimeZone, customer.CreditLimit, customer.Credit, customer.AccountVersion, due);
        }
    }

    /// <summary>Puts in what the calls of settled intervals came to; DIDs are compared by their pseudonyms.</summary>
    public CustomerBook WithSpend(CustomerBook customer, PackagesOn packages) => spend.Over(customer, packages);

    /// <summary>Lets go of the postings of a date that will not be asked for again.</summary>
    public void Forget(DateOnly date) => postings.Forget(date);

    /// <summary>All customers in ordinal order.</summary>
    public IEnumerable<LogCustomer> All() => InOrder().Select(id => _customers[id]);

    /// <summary>The assignments of a customer in ordinal order of their ids.</summary>
    public List<LogAssignment> AssignmentsOf(LogCustomer customer) => _assignments.Of(customer.LastAssignment);

    /// <summary>Takes in a customer as it was folded before.</summary>
    public void Put(LogCustomer customer, IEnumerable<LogAssignment> assignments)
    {
        _customers.Add(customer.CustomerId, customer);
        _inOrder = null;
        foreach (var assignment in assignments) customer.LastAssignment = _assignments.Add(assignment, customer.LastAssignment);
    }

    // What was posted for an assignment that was cancelled since is about nothing any more.
    private void Posted(string assignmentId, ChargeKind kind, DateOnly keyDate, PostedCount more)
    {
        if (kind != ChargeKind.Setup && !postings.Keeps(keyDate)) return;
        if (kind == ChargeKind.Setup) _assignments.SetUp(assignmentId, more);
        else if (_assignments.NumberOf(assignmentId) is { } number) postings.Add(keyDate, (number, kind), more);
    }

    private IEnumerable<string> InOrder(RunTerms terms, CustomerRange range)
    {
        if (range.CustomerIds is { } named) return Known(terms.CustomerIds is { } wanted ? named.Intersect(wanted, StringComparer.Ordinal) : named);
        if (terms.CustomerIds is { } asked) return Known(asked).Where(id => IsIn(range, id));
        var all = InOrder();
        var first = all.BinarySearch(range.After, StringComparer.Ordinal);
        return all.Skip(first < 0 ? ~first : first + 1).TakeWhile(id => range.Through is null || string.CompareOrdinal(id, range.Through) <= 0);
    }

    private List<string> InOrder()
    {
        if (_inOrder is not null) return _inOrder;
        _inOrder = [.. _customers.Keys];
        _inOrder.Sort(StringComparer.Ordinal);
        return _inOrder;
    }

    private IEnumerable<string> Known(IEnumerable<string> ids) => ids.Where(_customers.ContainsKey).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static bool IsIn(CustomerRange range, string customerId) =>
        string.CompareOrdinal(customerId, range.After) > 0 && (range.Through is null || string.CompareOrdinal(customerId, range.Through) <= 0);

    private void Assign(long position, PackageAssigned fact)
    {
        var customer = _customers[fact.CustomerId];
        customer.LastAssignment = _assignments.Add(
            new(position, fact.AssignmentId, fact.PackageId, fact.Did, fact.StartDate, fact.EndDate, fact.BilledThrough, fact.Quantity, fact.AutoDecrementCredit, [], default),
            customer.LastAssignment);
    }

    // What few different texts are said of millions is kept once.
    private string Once(string text) => CollectionsMarshal.GetValueRefOrAddDefault(_texts, text, out _) ??= text;

    private void Credited(StoredFact stored, string customerId)
    {
        var customer = _customers[customerId];
        (customer.Credit, customer.AccountVersion) = (Account.CreditAfter(stored.Data), stored.Version);
    }
}
