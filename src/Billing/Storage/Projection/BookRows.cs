namespace PackageBilling.Billing.Storage.Projection;

/// <summary>
/// Rows of customers and assignments while a batch of events is taken in: those that it changes are loaded, evolved by
/// the one function that knows what an event means (<see cref="AssignmentBook.Evolve"/>), and written together, since
/// imports bring them by the million.
/// </summary>
internal sealed class BookRows
{
    private readonly Versions<CustomerBook> _customers = new();
    private readonly Versions<AssignmentRow> _assignments = new();
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly List<PackageAssigned> _onDids = [];
    private readonly KnownTerms _terms = new();

    /// <summary>An assignment with what else its row holds.</summary>
    private sealed record AssignmentRow(string CustomerId, AssignmentBook Book, int SetupTimes, bool SetupStanding);

    /// <summary>Loads the rows that a batch changes.</summary>
    public static async Task<BookRows> Load(
        NpgsqlConnection connection, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        var rows = new BookRows();
        var (customers, assignments) =
            (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var stored in events)
            if (stored.Data is CustomerCreditLimitChanged or CustomerTimeZoneChanged)
                customers.Add(CustomerBook.IdOf(stored.Data));
            else if (stored.Data is IAssignmentEvent and not PackageAssigned)
                assignments.Add(((IAssignmentEvent)stored.Data).AssignmentId);
        if (customers.Count > 0) await rows.LoadCustomers(connection, customers, ct);
        if (assignments.Count > 0) await rows.LoadAssignments(connection, assignments, ct);
        return rows;
    }

    /// <summary>Takes in an event of a customer or an assignment.</summary>
    public void Apply(StoredEvent stored)
    {
        if (stored.Data is CustomerRegistered registered) _names[registered.CustomerId] = registered.Name;
        if (stored.Data is CustomerRenamed renamed)
        {
            _names[renamed.CustomerId] = renamed.Name;
            return;
        }
        if (stored.Data is CustomerRegistered or CustomerCreditLimitChanged or CustomerTimeZoneChanged)
        {
            var customerId = CustomerBook.IdOf(stored.Data);
            _customers.Add(
                customerId, stored.Position, CustomerBook.Evolve(_customers.Newest(customerId), stored.Data));
            return;
        }
        var (assignmentId, ofCustomer) =
            (((IAssignmentEvent)stored.Data).AssignmentId, ((IAssignmentEvent)stored.Data).CustomerId);
        var row = _assignments.Newest(assignmentId);
        var book = AssignmentBook.Evolve(row?.Book, stored.Data, stored.Position);
        // A cancelled assignment owes nothing on any date, so it has no version from here on.
        _assignments.Add(assignmentId, stored.Position,
            book is null ? null : new(ofCustomer, book, row?.SetupTimes ?? 0, row?.SetupStanding ?? false));
        if (stored.Data is PackageAssigned { DidHash: not null } onDid) _onDids.Add(onDid);
    }

    /// <summary>Adds the statements that write what has changed.</summary>
    public void Write(NpgsqlBatch statements)
    {
        End(statements, "customers", "customer_id", _customers.Ended);
        if (_customers.New is { Count: > 0 } customers)
            statements.Add("""
                INSERT INTO customers (customer_id, known_from, known_until, currency, time_zone, credit_limit)
                SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::numeric[])
                """,
                Column(customers, one => one.Id), Column(customers, one => one.From),
                Column(customers, one => one.Until), Column(customers, one => one.Value.Currency),
                Column(customers, one => one.Value.TimeZone), Column(customers, one => one.Value.CreditLimit));
        if (_names.Count > 0)
            statements.Add("""
                INSERT INTO customer_names (customer_id, name) SELECT * FROM unnest($1::text[], $2::text[])
                ON CONFLICT (customer_id) DO UPDATE SET name = excluded.name
                """, Column(_names, one => one.Key), Column(_names, one => one.Value));
        End(statements, "assignments", "assignment_id", _assignments.Ended);
        if (_assignments.New is { Count: > 0 } assignments)
            statements.Add("""
                INSERT INTO assignments (customer_id, assignment_id, known_from, known_until, assignment_key,
                    package_id, did, start_date,
                    end_date, grants_minutes, terms, setup_times, setup_standing, own_setup, own_minimum, turns)
                SELECT r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16::date[]
                FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[],
                    $8::date[],
                    $9::date[], $10::boolean[], $11::text[], $12::int[], $13::boolean[], $14::boolean[], $15::boolean[],
                    $16::text[])
                    AS r (r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13, r14, r15, r16)
                """,
                Column(assignments, one => one.Value.CustomerId), Column(assignments, one => one.Id),
                Column(assignments, one => one.From),
                Column(assignments, one => one.Until), Column(assignments, one => one.Value.Book.Key),
                Column(assignments, one => one.Value.Book.PackageId), Column(assignments, one => one.Value.Book.Did),
                Column(assignments, one => one.Value.Book.Start), Column(assignments, one => one.Value.Book.End),
                Column(assignments, one => one.Value.Book.Terms.FreeMinutes is not null),
                Column(assignments, one => one.Value.Book.Terms.Text()),
                Column(assignments, one => one.Value.SetupTimes), Column(assignments, one => one.Value.SetupStanding),
                Column(assignments, one => one.Value.Book.Terms.HasOwnSetup),
                Column(assignments, one => one.Value.Book.Terms.HasOwnMinimum),
                Column(assignments, one => Turns(one.Value.Book.Terms)));
        if (_onDids.Count > 0)
            statements.Add("""
                INSERT INTO assigned_dids (did_hash, assignment_id) SELECT * FROM unnest($1::text[], $2::text[])
                ON CONFLICT DO NOTHING
                """,
                Column(_onDids, fact => fact.DidHash), Column(_onDids, fact => fact.AssignmentId));
    }

    private async Task LoadCustomers(NpgsqlConnection connection, HashSet<string> ids, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT customer_id, currency, time_zone, credit_limit FROM customers
            WHERE customer_id = ANY ($1) AND known_until = {BookProjection.OpenSql}
            """, connection) { Parameters = { new() { Value = ids.ToArray() } } };
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
            _customers.Load(row.GetString(0),
                new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetDecimal(3), 0, 0, []));
    }

    private async Task LoadAssignments(NpgsqlConnection connection, HashSet<string> ids, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            SELECT a.customer_id, a.setup_times, a.setup_standing, {AssignmentRows.Of("a")} FROM assignments a
            WHERE a.assignment_id = ANY ($1) AND a.known_until = {BookProjection.OpenSql}
            """, connection) { Parameters = { new() { Value = ids.ToArray() } } };
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var book = AssignmentRows.Read(row, 3, _terms);
            _assignments.Load(book.AssignmentId, new(row.GetString(0), book, row.GetInt32(1), row.GetBoolean(2)));
        }
    }

    private static void End(NpgsqlBatch statements, string table, string id, IReadOnlyList<(string Id, long At)> ended)
    {
        if (ended.Count == 0) return;
        statements.Add($"""
            UPDATE {table} t SET known_until = e.at FROM unnest($1::text[], $2::bigint[]) AS e (id, at)
            WHERE t.{id} = e.id AND t.known_until = {BookProjection.OpenSql}
            """, Column(ended, one => one.Id), Column(ended, one => one.At));
    }

    // An array of arrays of different lengths is no array in SQL.
    private static string? Turns(AssignmentTerms terms) =>
        terms.Turns.Count == 0 ? null : $"{{{string.Join(',', terms.Turns.Select(Dates.Text))}}}";

    private static NpgsqlParameter Column<TRow, TValue>(IEnumerable<TRow> rows, Func<TRow, TValue> value) =>
        new() { Value = rows.Select(value).ToArray() };

    /// <summary>The versions of some things: the newest stored one, and those that a batch adds.</summary>
    private sealed class Versions<T> where T : class
    {
        private readonly Dictionary<string, (T? Value, int New)> _newest = new(StringComparer.Ordinal);
        private readonly List<(string Id, long From, long Until, T Value)> _new = [];
        private readonly List<(string Id, long At)> _ended = [];

        /// <summary>Versions to be added.</summary>
        public IReadOnlyList<(string Id, long From, long Until, T Value)> New => _new;

        /// <summary>Stored versions that are known no longer, and from where on.</summary>
        public IReadOnlyList<(string Id, long At)> Ended => _ended;

        public T? Newest(string id) => _newest.GetValueOrDefault(id).Value;

        public void Load(string id, T value) => _newest[id] = (value, -1);

        /// <param name="id">What it is of.</param>
        /// <param name="position">Where it becomes known.</param>
        /// <param name="value">Null when there is none from here on.</param>
        public void Add(string id, long position, T? value)
        {
            if (_newest.TryGetValue(id, out var before) && before.Value is not null)
            {
                if (before.New < 0) _ended.Add((id, position));
                else _new[before.New] = _new[before.New] with { Until = position };
            }
            _newest[id] = (value, _new.Count);
            if (value is not null) _new.Add((id, position, BookProjection.Open, value));
        }
    }
}
