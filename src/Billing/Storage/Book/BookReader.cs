using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Storage.Book;

/// <summary>
/// Reads the book in one snapshot, now or as it was known at a position, with hypothetical facts laid over it: all
/// packages at once, since they are few, and the customers that may be due streamed in ordinal order, so that memory
/// does not grow with their number. Versions say from where to where they were the known ones, and postings carry their
/// positions, so what it costs grows with the book and not with the log; only the credit of accounts that have moved
/// since is looked up in the log.
/// </summary>
internal sealed class BookReader(ProjectionSnapshot snapshot, BookView view, ISubscriptions subscriptions)
{
    private readonly KnownTerms _terms = new();

    /// <summary>The position up to which facts count.</summary>
    public long Position { get; } = view.KnownAt ?? snapshot.Position;

    private long PostedAt { get; } = view.PostedAt ?? view.KnownAt ?? snapshot.Position;

    /// <summary>All packages, seen on one date.</summary>
    public async Task<PackagesOn> Packages(DateOnly date, CancellationToken ct) =>
        new(date, await PackageBooks.Read(snapshot.Connection, Position, view.WhatIf, ct));

    /// <summary>The customers of a range that have an assignment which may be due on a date,
    /// each with these assignments.</summary>
    public async IAsyncEnumerable<CustomerBook> Customers(
        PackagesOn packages, RunTerms terms, CustomerRange range, [EnumeratorCancellation] CancellationToken ct)
    {
        var query = new BookQuery(view, packages, terms, range, Position, PostedAt, packages.EarliestEnd());
        if (view.IsNow)
            await foreach (var (customer, _) in Read(query, ct)) yield return customer;
        else
            await foreach (var customer in Then(query, terms, packages, ct)) yield return customer;
    }

    /// <summary>
    /// The customers with all assignments that live in a span of dates or may still settle in it. What was posted or
    /// spent for single dates is not looked up.
    /// </summary>
    public IAsyncEnumerable<CustomerBook> Span(
        DateOnly earliestEnd, DateOnly to, IReadOnlyList<string>? customerIds, CancellationToken ct)
    {
        var terms = new RunTerms(to, OnRepeat.Skip, customerIds, null, new HashSet<string>());
        // A span has no index of its own, so the newest book is read like any other.
        var then = view.IsNow ? view with { KnownAt = Position } : view;
        return Then(new(then, null, terms, CustomerRange.All, Position, PostedAt, earliestEnd), terms, null, ct);
    }

    private async IAsyncEnumerable<CustomerBook> Then(
        BookQuery query, RunTerms terms, PackagesOn? packages, [EnumeratorCancellation] CancellationToken ct)
    {
        var missing = await Hypothetical(query, terms, ct);
        var spent = packages is not null && view.WhatIf is { } whatIf
            ? await IntervalSpend.Read(snapshot.Connection, Position, whatIf.Settled(packages), ct) : [];
        // Before everything there was no credit, and now nothing has moved since: neither has to be looked up.
        await using var credits = PostedAt > 0 && PostedAt < snapshot.Position
            ? await CreditThen.Begin(subscriptions, PostedAt, terms.CustomerIds, ct) : null;
        await foreach (var read in Read(query, ct))
        {
            while (missing.TryPeek(out var first)
                && string.CompareOrdinal(first.Customer.CustomerId, read.Customer.CustomerId) <= 0)
            {
                missing.Dequeue();
                if (first.Customer.CustomerId != read.Customer.CustomerId)
                    yield return With(await Then(first, credits, ct), packages, spent);
            }
            yield return With(await Then(read, credits, ct), packages, spent);
        }
        foreach (var left in missing) yield return With(await Then(left, credits, ct), packages, spent);
    }

    /// <remarks>
    /// When all are asked for, customers and assignments are read side by side and put together here: joined by the
    /// database, what is said of a customer would come again with each of its assignments,
    /// and take as long as all the rest.
    /// </remarks>
    private async IAsyncEnumerable<(CustomerBook Customer, long CreditAt)> Read(
        BookQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        await Planner.For(snapshot.Connection, query.IsForFew, ct, liesTogether: query.IsNow);
        var beside = query.IsJoined ? null : await snapshot.Beside(ct);
        if (beside is not null) await Planner.For(beside, query.IsForFew, ct, liesTogether: true, inOrder: true);
        // None was left, since too many others read as well.
        if (beside is null) query.Join();
        await using var command = await query.Assignments(snapshot.Connection, ct);
        await using var customers = beside is null ? null : new CustomersBeside(beside, query);
        await using var row = await command.ExecuteReaderAsync(ct);
        var first = customers is null ? BookQuery.CustomerColumns : 1;
        (CustomerBook Customer, long CreditAt)? current = null;
        var assignments = new List<AssignmentBook>();
        while (await row.ReadAsync(ct))
        {
            var customerId = row.GetString(0);
            if (current?.Customer.CustomerId != customerId)
            {
                if (current is { } done) yield return done;
                assignments = [];
                current = Customer(
                    customers is null ? row : await customers.Find(customerId, ct), customerId, assignments);
            }
            assignments.Add(Assignment(row, first));
        }
        if (current is { } last) yield return last;
    }

    private static (CustomerBook Customer, long CreditAt) Customer(
        NpgsqlDataReader row, string customerId, List<AssignmentBook> assignments) => (
            new(customerId, row.GetString(1), row.GetString(2), row.GetDecimal(3),
                row.IsDBNull(4) ? 0 : row.GetDecimal(4), row.IsDBNull(5) ? 0 : row.GetInt64(5), assignments),
            row.IsDBNull(6) ? 0 : row.GetInt64(6));

    private AssignmentBook Assignment(NpgsqlDataReader row, int first)
    {
        var book = AssignmentRows.Read(row, first, _terms);
        var posted = first + AssignmentRows.Columns;
        return book with
        {
            Posted = PostedLines.Read(row, posted),
            Spend = row.IsDBNull(posted + PostedLines.ColumnCount)
                ? 0 : row.GetDecimal(posted + PostedLines.ColumnCount),
        };
    }

    /// <summary>Puts the credit in when the account has moved since.</summary>
    private async ValueTask<CustomerBook> Then(
        (CustomerBook Customer, long CreditAt) read, CreditThen? credits, CancellationToken ct)
    {
        if (read.CreditAt <= PostedAt) return read.Customer;
        var (credit, version) = credits is null ? default : await credits.Of(read.Customer.CustomerId, ct);
        return read.Customer with { Credit = credit, AccountVersion = version };
    }

    private CustomerBook With(CustomerBook customer, PackagesOn? packages, Dictionary<(long, DateOnly), decimal> spent)
    {
        if (view.WhatIf is not { } whatIf) return customer;
        var over = whatIf.Over(customer);
        return packages is null ? over : whatIf.WithSpend(over, packages, spent);
    }

    /// <summary>Customers with hypothetical assignments, without their real ones:
    /// those that have none which may be due are not read otherwise.</summary>
    private async Task<Queue<(CustomerBook Customer, long CreditAt)>> Hypothetical(
        BookQuery query, RunTerms terms, CancellationToken ct)
    {
        var found = new Queue<(CustomerBook, long)>();
        if (view.WhatIf is not { } whatIf || whatIf.CustomerIds.Count == 0) return found;
        var wanted = terms.CustomerIds is { } asked
            ? whatIf.CustomerIds.Intersect(asked, StringComparer.Ordinal) : whatIf.CustomerIds;
        await using var command = query.CustomersThen(snapshot.Connection, wanted);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) found.Enqueue(Customer(row, row.GetString(0), []));
        return found;
    }
}
