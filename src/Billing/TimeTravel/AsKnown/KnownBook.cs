using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// Reads the book as it was known at a position, with hypothetical facts laid over it. Versions of customers and assignments
/// say from where to where they were the known ones, and postings carry their positions, so what it costs grows with the
/// book and not with the log; only the credit of accounts that have moved since is looked up in the log.
/// </summary>
internal sealed class KnownBook(ProjectionSnapshot snapshot, IEventLog log, BookView view)
{
    private const int CreditPosition = 22;

    /// <summary>The position up to which facts count.</summary>
    public long Position { get; } = view.KnownAt ?? snapshot.Position;

    private long PostedAt { get; } = view.PostedAt ?? view.KnownAt ?? snapshot.Position;

    /// <summary>All packages, seen on one date.</summary>
    public async Task<PackagesOn> Packages(DateOnly date, CancellationToken ct) => new(date, await PackageBooks.Read(snapshot.Connection, Position, view.WhatIf, ct));

    /// <summary>The customers that have an assignment which may be due, in ordinal order.</summary>
    public async IAsyncEnumerable<CustomerBook> Customers(PackagesOn packages, RunTerms terms, [EnumeratorCancellation] CancellationToken ct)
    {
        var batch = new List<(CustomerBook Customer, long CreditAt)>(TimeTravelLimits.CustomersAtOnce);
        var missing = await Hypothetical(terms, ct);
        await foreach (var read in Read(packages, terms, ct))
        {
            while (missing.TryPeek(out var first) && string.CompareOrdinal(first.Customer.CustomerId, read.Customer.CustomerId) <= 0)
            {
                missing.Dequeue();
                if (first.Customer.CustomerId != read.Customer.CustomerId) batch.Add(first);
            }
            batch.Add(read);
            if (batch.Count < TimeTravelLimits.CustomersAtOnce) continue;
            foreach (var customer in await WithCredit(batch, ct)) yield return customer;
            batch.Clear();
        }
        batch.AddRange(missing);
        foreach (var customer in await WithCredit(batch, ct)) yield return customer;
    }

    private async IAsyncEnumerable<(CustomerBook Customer, long CreditAt)> Read(
        PackagesOn packages, RunTerms terms, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = Query(packages, terms);
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
                current = (BookReader.Customer(reader, customerId, assignments), reader.IsDBNull(CreditPosition) ? 0 : reader.GetInt64(CreditPosition));
            }
            assignments.Add(BookReader.Assignment(reader));
        }
        if (current is { } last) yield return last;
    }

    /// <summary>Lays the hypothetical facts over customers and puts in the credit of those whose account has moved since.</summary>
    private async Task<IEnumerable<CustomerBook>> WithCredit(List<(CustomerBook Customer, long CreditAt)> batch, CancellationToken ct)
    {
        // Before everything there was no credit, and nothing has to be looked up.
        var moved = PostedAt == 0 ? [] : batch.Where(read => read.CreditAt > PostedAt).Select(read => Streams.Account(read.Customer.CustomerId)).ToList();
        var then = moved.Count == 0 ? [] : (await log.ReadLast(moved, PostedAt, ct)).ToDictionary(stored => stored.StreamId, StringComparer.Ordinal);
        return batch.Select(read => With(read.CreditAt <= PostedAt ? read.Customer : Then(read.Customer, then))).ToList();
    }

    private CustomerBook With(CustomerBook customer) => view.WhatIf?.Over(customer) ?? customer;

    private static CustomerBook Then(CustomerBook customer, Dictionary<string, StoredEvent> then) =>
        then.TryGetValue(Streams.Account(customer.CustomerId), out var stored)
            ? customer with { Credit = Account.CreditAfter(stored.Data), AccountVersion = stored.Version }
            : customer with { Credit = 0, AccountVersion = 0 };

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

    private NpgsqlCommand Query(PackagesOn packages, RunTerms terms)
    {
        // The newest version says whether setup was ever posted, and older ones do not; when it was, is asked only where it can be.
        var command = new NpgsqlCommand($"""
            SELECT a.customer_id, c.currency, c.time_zone, c.credit_limit, k.credit, k.version,
                a.number, a.assignment_id, a.package_id, a.did, a.start_date, a.end_date, a.billed_through, a.quantity, a.auto_decrement,
                a.changes::text, coalesce(s.times, 0), coalesce(s.stands, false),
                p.recurring_times, p.recurring_stands, p.minimum_times, p.minimum_stands, k.position
            FROM billing.assignments a
            JOIN billing.customers c ON c.customer_id = a.customer_id AND c.known_from <= $3 AND c.known_until > $3
            LEFT JOIN billing.accounts k ON k.customer_id = a.customer_id
            LEFT JOIN LATERAL (
                SELECT max(l.nth) AS times, bool_or(r.number IS NULL) AS stands
                FROM posting.posted_lines l
                LEFT JOIN billing.reversed_lines r ON r.key_date = l.key_date AND r.number = l.number AND r.kind = 0 AND r.nth = l.nth AND r.position <= $2
                WHERE l.key_date = a.start_date AND l.number = a.number AND l.kind = 0 AND l.position <= $2
                    AND (a.setup_times > 0 OR a.known_until < {BookProjection.Open})
            ) s ON true
            LEFT JOIN {PostedLines.OnDate(forFew: terms.CustomerIds is not null)}
            WHERE a.known_from <= $3 AND a.known_until > $3
                AND a.start_date <= $1
                AND (a.assignment_id = ANY ($4) OR (
                    (a.end_date IS NULL OR a.end_date >= $5)
                    AND (a.package_id <> ALL ($6) OR (NOT coalesce(s.stands, false) AND a.package_id <> ALL ($7)))))
                AND ($8::text[] IS NULL OR a.customer_id = ANY ($8))
            ORDER BY a.customer_id, a.assignment_id
            """, snapshot.Connection);
        command.Parameters.Add(new() { Value = terms.Date });
        command.Parameters.Add(new() { Value = PostedAt });
        command.Parameters.Add(new() { Value = Position });
        command.Parameters.Add(new() { Value = view.WhatIf?.AssignmentIds.ToArray() ?? [] });
        command.Parameters.Add(new() { Value = packages.EarliestEnd() });
        command.Parameters.Add(new() { Value = packages.All.Where(package => !package.IsDue).Select(package => package.Book.PackageId).ToArray() });
        command.Parameters.Add(new() { Value = packages.All.Where(package => !package.HasSetup).Select(package => package.Book.PackageId).ToArray() });
        command.Parameters.Add(new() { Value = terms.CustomerIds?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        return command;
    }
}
