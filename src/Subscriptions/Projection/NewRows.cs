namespace PackageBilling.Subscriptions;

/// <summary>The rows that a batch adds, one statement per table, so that ten thousand new assignments cost little
/// more than one.</summary>
internal static class NewRows
{
    public static IEnumerable<NpgsqlBatchCommand> Of(IReadOnlyList<StoredEvent> events, PersonalTexts texts)
    {
        if (Some<PackageDefined>(events) is { Count: > 0 } defined) yield return Packages(defined);
        var terms = events.Select(Revision).OfType<(StoredEvent, string, DateOnly, PackageTerms)>().ToList();
        if (terms.Count > 0) yield return Revisions(terms);
        if (Some<CustomerRegistered>(events) is { Count: > 0 } customers)
            yield return Customers(
                customers.ConvertAll(row => (row.Stored, row.Fact with { Name = texts.Reveal(row.Fact.Name) })));
        if (Some<PackageAssigned>(events) is { Count: > 0 } assignments) yield return Assignments(assignments, texts);
        var history = events.Where(stored => stored.Data is IAssignmentEvent).ToList();
        if (history.Count > 0) yield return History(history);
    }

    private static NpgsqlBatchCommand Packages(List<(StoredEvent Stored, PackageDefined Fact)> rows) => new("""
        INSERT INTO packages (package_id, type, currency, retired)
        SELECT *, false FROM unnest($1, $2, $3)
        """)
    {
        Parameters =
        {
            Texts(rows, row => row.Fact.PackageId), Texts(rows, row => row.Fact.Type.ToString()),
            Texts(rows, row => row.Fact.Currency),
        },
    };

    private static NpgsqlBatchCommand Revisions(
        List<(StoredEvent Stored, string PackageId, DateOnly From, PackageTerms Terms)> rows) => new("""
            INSERT INTO package_revisions (package_id, effective_from, position, name, quantity, minimum_days,
                platform_feature)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
            """)
        {
            Parameters =
            {
                Texts(rows, row => row.PackageId), Dates(rows, row => row.From),
                Numbers(rows, row => row.Stored.Position),
                Texts(rows, row => row.Terms.Name), Counts(rows, row => row.Terms.Quantity),
                Counts(rows, row => row.Terms.MinimumDays), Texts(rows, row => row.Terms.PlatformFeature),
            },
        };

    private static NpgsqlBatchCommand Customers(List<(StoredEvent Stored, CustomerRegistered Fact)> rows) => new("""
        INSERT INTO customers (customer_id, name, currency, time_zone, credit_limit, registered_at, version, search_key)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
        """)
    {
        Parameters =
        {
            Texts(rows, row => row.Fact.CustomerId), Texts(rows, row => row.Fact.Name),
            Texts(rows, row => row.Fact.Currency),
            Texts(rows, row => row.Fact.TimeZone), Array(rows, NpgsqlDbType.Numeric, row => row.Fact.CreditLimit),
            Instants(rows, row => row.Stored), Numbers(rows, row => row.Stored.Version),
            Texts(rows, row => SearchKey.Of(row.Fact.CustomerId, row.Fact.Name)),
        },
    };

    private static NpgsqlBatchCommand Assignments(
        List<(StoredEvent Stored, PackageAssigned Fact)> rows, PersonalTexts texts) => new("""
            INSERT INTO assignments (
                assignment_id, customer_id, package_id, did, start_date, end_date, terms, bill_past, cancelled, version,
                position)
            SELECT a, c, p, d, s, e, t, h, false, v, n FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS r (a, c,
                p, d, s, e, t, h, v, n)
            """)
        {
            Parameters =
            {
                Texts(rows, row => row.Fact.AssignmentId), Texts(rows, row => row.Fact.CustomerId),
                Texts(rows, row => row.Fact.PackageId),
                Texts(rows, row => row.Fact.Did is { } did ? texts.Reveal(did) : null),
                Dates(rows, row => row.Fact.StartDate),
                Dates(rows, row => row.Fact.EndDate), Texts(rows, row => AssignmentTerms.Of(row.Fact).Text()),
                Flags(rows, row => row.Fact.BillPast),
                Numbers(rows, row => row.Stored.Version), Numbers(rows, row => row.Stored.Position),
            },
        };

    private static NpgsqlBatchCommand History(List<StoredEvent> rows) => new("""
        INSERT INTO assignment_history (customer_id, position, assignment_id) SELECT * FROM unnest($1, $2, $3)
        """)
    {
        Parameters =
        {
            Texts(rows, row => ((IAssignmentEvent)row.Data).CustomerId), Numbers(rows, row => row.Position),
            Texts(rows, row => ((IAssignmentEvent)row.Data).AssignmentId),
        },
    };

    private static List<(StoredEvent Stored, TFact Fact)> Some<TFact>(IReadOnlyList<StoredEvent> events) =>
        [.. events.Where(stored => stored.Data is TFact).Select(stored => (stored, (TFact)stored.Data))];

    private static object? Revision(StoredEvent stored) => stored.Data switch
    {
        PackageDefined defined => (stored, defined.PackageId, DateOnly.MinValue, defined.Terms),
        PackageRevised revised => (stored, revised.PackageId, revised.EffectiveFrom, revised.Terms),
        _ => null,
    };

    private static NpgsqlParameter Texts<T>(List<T> rows, Func<T, string?> value) =>
        Array(rows, NpgsqlDbType.Text, value);

    private static NpgsqlParameter Counts<T>(List<T> rows, Func<T, int?> value) =>
        Array(rows, NpgsqlDbType.Integer, value);

    private static NpgsqlParameter Numbers<T>(List<T> rows, Func<T, long> value) =>
        Array(rows, NpgsqlDbType.Bigint, value);

    private static NpgsqlParameter Dates<T>(List<T> rows, Func<T, DateOnly?> value) =>
        Array(rows, NpgsqlDbType.Date, value);

    private static NpgsqlParameter Flags<T>(List<T> rows, Func<T, bool?> value) =>
        Array(rows, NpgsqlDbType.Boolean, value);

    private static NpgsqlParameter Instants<T>(List<T> rows, Func<T, StoredEvent> stored) =>
        Array(rows, NpgsqlDbType.TimestampTz, row => stored(row).Metadata.RecordedAt.ToUniversalTime());

    private static NpgsqlParameter Array<T, TValue>(List<T> rows, NpgsqlDbType type, Func<T, TValue> value) =>
        new() { Value = rows.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
