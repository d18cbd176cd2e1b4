using System.Runtime.CompilerServices;
using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Reads the book as it was known at a position, with hypothetical facts laid over it. Versions of customers and assignments
/// say from where to where they were the known ones, and postings carry their positions, so what it costs grows with the
/// book and not with the log; only the credit of accounts that have moved since is looked up in the log.
/// </summary>
internal sealed class KnownBook(ProjectionSnapshot snapshot, ISubscriptions subscriptions, BookView view)
{
    /// <summary>The position up to which facts count.</summary>
    public long Position { get; } = view.KnownAt ?? snapshot.Position;

    private long PostedAt { get; } = view.PostedAt ?? view.KnownAt ?? snapshot.Position;

    /// <summary>All packages, seen on one date.</summary>
    public async Task<PackagesOn> Packages(DateOnly date, CancellationToken ct) => new(date, await PackageBooks.Read(snapshot.Connection, Position, view.WhatIf, ct));

    /// <summary>The customers that have an assignment which may be due, in ordinal order.</summary>
    public async IAsyncEnumerable<CustomerBook> Customers(PackagesOn packages, RunTerms terms, [EnumeratorCancellation] CancellationToken ct)
    {
        var posted = await PostedLines.OnDate(snapshot.Connection, terms.Date, forFew: terms.CustomerIds is not null, ct);
        await foreach (var customer in All(KnownBookQuery.OfDate(posted, packages, terms, view), new(packages, terms), ct)) yield return customer;
    }

    /// <summary>
    /// The customers with all assignments that live in a span of dates or may still settle in it, in ordinal order. What was posted or
    /// spent for single dates is not looked up.
    /// </summary>
    public IAsyncEnumerable<CustomerBook> Customers(DateOnly earliestEnd, DateOnly to, IReadOnlyList<string>? customerIds, CancellationToken ct) =>
        All(KnownBookQuery.OfSpan(earliestEnd, to, customerIds, view), new(null, new(to, Repeats.AreCharged, customerIds, null, new HashSet<string>())), ct);

    /// <param name="Packages">The packages on the one date; null for a span.</param>
    /// <param name="Terms">Whose customers are asked for.</param>
    private sealed record Asked(PackagesOn? Packages, RunTerms Terms);

    private async IAsyncEnumerable<CustomerBook> All(KnownBookQuery query, Asked asked, [EnumeratorCancellation] CancellationToken ct)
    {
        var missing = await Hypothetical(asked.Terms, ct);
        var spent = asked.Packages is { } packages && view.WhatIf is { } whatIf
            ? await IntervalSpend.Read(snapshot.Connection, Position, whatIf.Settled(packages), ct) : [];
        // Before everything there was no credit, and now nothing has moved since: neither has to be looked up.
        await using var credits = PostedAt > 0 && PostedAt < snapshot.Position ? await CreditThen.Begin(subscriptions, PostedAt, asked.Terms.CustomerIds, ct) : null;
        await BookReader.PlanFor(snapshot.Connection, asked.Terms.CustomerIds is not null, ct);
        await foreach (var read in Read(query, ct))
        {
            while (missing.TryPeek(out var first) && string.CompareOrdinal(first.Customer.CustomerId, read.Customer.CustomerId) <= 0)
            {
                missing.Dequeue();
                if (first.Customer.CustomerId != read.Customer.CustomerId) yield return With(await Then(first, credits, ct), asked.Packages, spent);
            }
            yield return With(await Then(read, credits, ct), asked.Packages, spent);
        }
        foreach (var left in missing) yield return With(await Then(left, credits, ct), asked.Packages, spent);
    }

    private async IAsyncEnumerable<(CustomerBook Customer, long CreditAt)> Read(KnownBookQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = query.Command(snapshot.Connection, Position, PostedAt);
        await using var reader = await command.ExecuteReaderAsync(ct);
        (CustomerBook Customer, long CreditAt)? current = null;
        var assignments = new List<AssignmentBook>();
        while (await reader.ReadAsync(ct))
        {
            var customerId = reader.GetString(0);
            if (current?.Customer.CustomerId != customerId)
            {
                if (current is { } done) yield return done;
                assignments = [];
                current = (BookReader.Customer(reader, customerId, assignments), KnownBookQuery.CreditAt(reader));
            }
            assignments.Add(BookReader.Assignment(reader));
        }
        if (current is { } last) yield return last;
    }

    /// <summary>Puts the credit in when the account has moved since.</summary>
    private async ValueTask<CustomerBook> Then((CustomerBook Customer, long CreditAt) read, CreditThen? credits, CancellationToken ct)
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

    /// <summary>Customers with hypothetical assignments, without their real ones: those that have none which may be due are not read otherwise.</summary>
    private async Task<Queue<(CustomerBook Customer, long CreditAt)>> Hypothetical(RunTerms terms, CancellationToken ct)
    {
        var found = new Queue<(CustomerBook, long)>();
        if (view.WhatIf is not { } whatIf || whatIf.CustomerIds.Count == 0) return found;
        var wanted = terms.CustomerIds is { } asked ? whatIf.CustomerIds.Intersect(asked, StringComparer.Ordinal) : whatIf.CustomerIds;
        await using var command = new NpgsqlCommand("""
            SELECT c.customer_id, c.currency, c.time_zone, c.credit_limit, k.credit, k.version, k.position
            FROM billing.customers c LEFT JOIN billing.accounts k ON k.customer_id = c.customer_id
            WHERE c.customer_id = ANY ($1) AND c.known_from <= $2 AND c.known_until > $2 ORDER BY c.customer_id
            """, snapshot.Connection) { Parameters = { new() { Value = wanted.ToArray() }, new() { Value = Position } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            found.Enqueue((BookReader.Customer(reader, reader.GetString(0), []), reader.IsDBNull(6) ? 0 : reader.GetInt64(6)));
        return found;
    }
}
