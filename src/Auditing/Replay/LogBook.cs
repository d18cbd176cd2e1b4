using System.Runtime.InteropServices;

namespace PackageBilling.Auditing.Replay;

/// <summary>
/// The book folded from the log alone, in memory: the second, independent source of what decisions read. It is as large
/// as the number of customers and assignments; of postings and calls it keeps what it was asked to.
/// </summary>
/// <param name="postings">Keeps what was posted of recurring and minimum spend.</param>
/// <param name="spend">Keeps what calls came to.</param>
internal sealed class LogBook(LogPostings postings, LogSpend spend)
{
    /// <summary>The events that it is folded from.</summary>
    public static readonly IReadOnlyCollection<Type> EventTypes =
    [
        .. PackageBook.EventTypes, .. CustomerBook.EventTypes, .. AssignmentBook.EventTypes,
        typeof(PaymentReceived), typeof(CreditAdjusted), typeof(ChargesPosted), typeof(LineReversed),
        typeof(ChargesRestated), typeof(AccruedInvoiced), typeof(InvoiceIssued),
        .. ICallsEvent.Types,
    ];

    private readonly Dictionary<string, PackageBook> _packages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LogCustomer> _customers = new(StringComparer.Ordinal);
    private readonly LogAssignments _assignments = new();
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private List<string>? _inOrder;

    /// <summary>The position of the last event applied.</summary>
    public long Position { get; set; }

    /// <summary>What was posted.</summary>
    public LogPostings Postings => postings;

    /// <summary>What calls came to.</summary>
    public LogSpend Spend => spend;

    /// <summary>The packages by their ids.</summary>
    public Dictionary<string, PackageBook> PackageBooks => _packages;

    /// <summary>How many customers and assignments it holds.</summary>
    public long Size => _customers.Count + _assignments.Count;

    public void Apply(StoredFact stored)
    {
        Position = stored.Position;
        switch (stored.Data)
        {
            case PackageDefined or PackageRevised:
                var packageId = PackageBook.IdOf(stored.Data);
                _packages[packageId] = PackageBook.Evolve(_packages.GetValueOrDefault(packageId), stored.Data);
                break;
            case CustomerRegistered e:
                var registered = CustomerBook.Evolve(null, e);
                var (currency, zone) = (Once(registered.Currency), Once(registered.TimeZone));
                _customers.Add(e.CustomerId, new(registered with { Currency = currency, TimeZone = zone }));
                _inOrder = null;
                break;
            case CustomerCreditLimitChanged or CustomerTimeZoneChanged:
                var changed = _customers[CustomerBook.IdOf(stored.Data)];
                changed.Book = CustomerBook.Evolve(changed.Book, stored.Data);
                break;
            case IAssignmentEvent e:
                _assignments.Apply(_customers[e.CustomerId], e, stored.Position);
                break;
            case PaymentReceived e: Credited(stored, e.CustomerId); break;
            case CreditAdjusted e: Credited(stored, e.CustomerId); break;
            case AccruedInvoiced e: Credited(stored, e.CustomerId); break;
            case InvoiceIssued e: Credited(stored, e.CustomerId); break;
            case ChargesPosted e:
                Credited(stored, e.CustomerId);
                foreach (var line in e.Lines)
                    Posted(line.AssignmentId, line.Kind, line.PostingDate, PostedCount.OfPosting(line.Occurrence));
                break;
            case LineReversed e:
                Credited(stored, e.CustomerId);
                Posted(e.Line.AssignmentId, e.Line.Kind, e.Line.PostingDate,
                    PostedCount.OfReversal(e.ChargeAgain));
                break;
            case ChargesRestated e:
                Credited(stored, e.CustomerId);
                foreach (var line in e.Lines)
                    if (line.Fills is { } occurrence)
                        Posted(
                            line.Line.AssignmentId, line.Of, line.Line.PostingDate, PostedCount.OfPosting(occurrence));
                break;
            case CallsRated e: spend.Add(e); break;
            case CallsCorrected e: spend.Add(e); break;
            default: throw new InvalidOperationException($"The book does not know {stored.Data.GetType().Name}.");
        }
    }

    /// <summary>All packages, seen on one date.</summary>
    public PackagesOn Packages(DateOnly date) => new(date, _packages.Values);

    /// <summary>
    /// The customers of a range that have an assignment which may be due, in ordinal order; exactly those that
    /// <see cref="BookReader"/> gives.
    /// </summary>
    public IEnumerable<CustomerBook> Customers(PackagesOn packages, RunTerms terms, CustomerRange range)
    {
        var earliestEnd = packages.EarliestEnd();
        foreach (var customerId in InOrder(terms, range))
        {
            var customer = _customers[customerId];
            if (terms.Zones is { } zones && !zones.Contains(customer.Book.TimeZone)) continue;
            var due = _assignments.Due(customer, packages, earliestEnd, postings);
            if (due.Count > 0)
                yield return customer.Book with
                {
                    Credit = customer.Credit,
                    AccountVersion = customer.AccountVersion,
                    Assignments = due,
                };
        }
    }

    /// <summary>Puts in what the calls of settled intervals came to; DIDs are compared by their pseudonyms.</summary>
    public CustomerBook WithSpend(CustomerBook customer, PackagesOn packages) => spend.Over(customer, packages);

    /// <summary>Lets go of the postings of a date that will not be asked for again.</summary>
    public void Forget(DateOnly date) => postings.Forget(date);

    /// <summary>All customers in ordinal order.</summary>
    public IEnumerable<LogCustomer> All() => InOrder().Select(id => _customers[id]);

    /// <summary>The assignments of a customer in ordinal order of their ids.</summary>
    public List<(AssignmentBook Book, PostedCount Setup)> AssignmentsOf(LogCustomer customer) =>
        _assignments.Of(customer);

    /// <summary>Takes in a customer as it was folded before.</summary>
    public void Put(LogCustomer customer, IEnumerable<(AssignmentBook Book, PostedCount Setup)> assignments)
    {
        _customers.Add(customer.CustomerId, customer);
        _inOrder = null;
        foreach (var (book, setup) in assignments) _assignments.Add(customer, book, setup);
    }

    // Postings for an assignment that was cancelled since no longer matter.
    private void Posted(string assignmentId, ChargeKind kind, DateOnly postingDate, PostedCount more)
    {
        if (kind != ChargeKind.Setup && !postings.Keeps(postingDate)) return;
        if (kind == ChargeKind.Setup) _assignments.SetUp(assignmentId, more);
        else if (_assignments.KeyOf(assignmentId) is { } key) postings.Add(postingDate, (key, kind), more);
    }

    private IEnumerable<string> InOrder(RunTerms terms, CustomerRange range)
    {
        if (range.CustomerIds is { } named)
            return Known(terms.CustomerIds is { } wanted ? named.Intersect(wanted, StringComparer.Ordinal) : named);
        if (terms.CustomerIds is { } asked) return Known(asked).Where(id => IsIn(range, id));
        var all = InOrder();
        var first = all.BinarySearch(range.After, StringComparer.Ordinal);
        return all.Skip(first < 0 ? ~first : first + 1)
            .TakeWhile(id => range.Through is null || string.CompareOrdinal(id, range.Through) <= 0);
    }

    private List<string> InOrder()
    {
        if (_inOrder is not null) return _inOrder;
        _inOrder = [.. _customers.Keys];
        _inOrder.Sort(StringComparer.Ordinal);
        return _inOrder;
    }

    private IEnumerable<string> Known(IEnumerable<string> ids) =>
        ids.Where(_customers.ContainsKey).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static bool IsIn(CustomerRange range, string customerId) =>
        string.CompareOrdinal(customerId, range.After) > 0
            && (range.Through is null || string.CompareOrdinal(customerId, range.Through) <= 0);

    // Millions share a few distinct texts, so each is kept once.
    private string Once(string text) => CollectionsMarshal.GetValueRefOrAddDefault(_texts, text, out _) ??= text;

    private void Credited(StoredFact stored, string customerId)
    {
        var customer = _customers[customerId];
        (customer.Credit, customer.AccountVersion) = (Account.CreditAfter(stored.Data), stored.Version);
    }
}
