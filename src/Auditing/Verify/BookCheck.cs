namespace PackageBilling.Auditing.Verify;

/// <summary>
/// Folds packages, customers and assignments from the log, and checks that the rows that runs are decided from say the
/// same as of the position. Holds the book.
/// </summary>
internal sealed class BookCheck
{
    private readonly LogBook _book = new(new LogPostings([]), new LogSpend(SpendCuts.Of([], [], anyOwnMinimum: false)));

    /// <summary>The events that the book is folded from.</summary>
    public static readonly IReadOnlyCollection<Type> EventTypes =
        [.. PackageBook.EventTypes, .. CustomerBook.EventTypes, .. AssignmentBook.EventTypes];

    public Fault? Found { get; private set; }

    public void Take(StoredEvent stored)
    {
        if (EventTypes.Contains(stored.Data.GetType())) _book.Apply(stored.ToFact());
    }

    /// <summary>Compares with the rows as they were known at a position, which the book covers.</summary>
    public async Task Finish(ISubscriptions subscriptions, long through, CancellationToken ct)
    {
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        await ComparePackages(snapshot.Connection, through, ct);
        await Compare(Customers(), Rows(snapshot.Connection, CustomerRows, through, Customer, ct));
        await Compare(Assignments(), Rows(snapshot.Connection, AssignmentVersions, through, Assignment, ct));
        await CompareSetup(snapshot, ct);
    }

    /// <summary>What is said of a customer or an assignment, as text.</summary>
    private readonly record struct Entry(string CustomerId, string? AssignmentId, string Text)
    {
        public string Name => AssignmentId is null ? $"customer {CustomerId}" : $"assignment {AssignmentId}";

        public int CompareTo(Entry other) =>
            string.CompareOrdinal(CustomerId, other.CustomerId) is not 0 and var order ? order
            : string.CompareOrdinal(AssignmentId, other.AssignmentId);
    }

    private const string CustomerRows = """
        SELECT customer_id, currency, time_zone, credit_limit FROM billing.customers
        WHERE known_from <= $1 AND known_until > $1 ORDER BY customer_id
        """;

    private static readonly string AssignmentVersions = $"""
        SELECT a.customer_id, a.grants_minutes, a.own_setup, a.own_minimum, a.turns, {AssignmentRows.Of("a")}
        FROM billing.assignments a
        WHERE a.known_from <= $1 AND a.known_until > $1 ORDER BY a.customer_id, a.assignment_id
        """;

    // Whether setup was posted stands beside the newest version, and has to be what the exactly-once index says.
    private const string WrongSetup = $"""
        SELECT a.assignment_id, a.setup_times, a.setup_standing, l.times, l.standing
        FROM billing.assignments a
        LEFT JOIN LATERAL (
            SELECT max(l.occurrence) AS times, bool_or({PostedLines.IsStanding}) AS standing
            FROM posting.posted_lines l
            LEFT JOIN billing.reversed_lines r ON r.posting_date = l.posting_date
                AND r.assignment_key = l.assignment_key AND r.kind = 0 AND r.occurrence = l.occurrence
            WHERE l.posting_date = a.start_date AND l.assignment_key = a.assignment_key AND l.kind = 0
                AND l.position <= $1) l ON true
        WHERE a.known_until = {BookProjection.OpenSql}
            AND (a.setup_times, a.setup_standing) IS DISTINCT FROM (coalesce(l.times, 0), coalesce(l.standing, false))
        ORDER BY a.assignment_id LIMIT 1
        """;

    private IEnumerable<Entry> Customers() =>
        _book.All().Select(customer => new Entry(customer.CustomerId, null, Text(customer.Book)));

    private IEnumerable<Entry> Assignments() => _book.All().SelectMany(customer => _book.AssignmentsOf(customer)
        .Select(one => new Entry(
            customer.CustomerId, one.Book.AssignmentId, Text(one.Book, AssignmentColumns.Of(one.Book.Terms)))));

    private static Entry Customer(NpgsqlDataReader row) => new(row.GetString(0), null, Text(
        new CustomerBook(row.GetString(0), row.GetString(1), row.GetString(2), row.GetDecimal(3), 0, 0, [])));

    private static Entry Assignment(NpgsqlDataReader row)
    {
        var book = AssignmentRows.Read(row, 5, new());
        var columns = new AssignmentColumns(
            row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3),
            row.IsDBNull(4) ? [] : row.GetFieldValue<DateOnly[]>(4));
        return new(row.GetString(0), book.AssignmentId, Text(book, columns));
    }

    private static string Text(CustomerBook book) =>
        $"{book.Currency}, {book.TimeZone}, credit limit {CanonicalText.Of(book.CreditLimit)}";

    private static string Text(AssignmentBook book, AssignmentColumns columns) =>
        $"key {CanonicalText.Of(book.Key)}, package {book.PackageId}, DID {book.Did ?? "-"}, from "
            + $"{CanonicalText.Of(book.Start)} to {CanonicalText.Of(book.End)}, {book.Terms.Text()}"
            + (columns.GrantsMinutes ? ", grants minutes" : "") + (columns.OwnSetup ? ", own setup" : "")
            + (columns.OwnMinimum ? ", own minimum" : "")
            + string.Concat(columns.Turns.Select(date => $", turns {CanonicalText.Of(date)}"));

    /// <summary>The columns that say of the terms what queries look for.</summary>
    private readonly record struct AssignmentColumns(
        bool GrantsMinutes, bool OwnSetup, bool OwnMinimum, IReadOnlyList<DateOnly> Turns)
    {
        public static AssignmentColumns Of(AssignmentTerms terms) =>
            new(terms.FreeMinutes is not null, terms.HasOwnSetup, terms.HasOwnMinimum, terms.Turns);
    }

    private static async IAsyncEnumerable<Entry> Rows(
        NpgsqlConnection connection, string sql, long through, Func<NpgsqlDataReader, Entry> read,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddValues(through);
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) yield return read(row);
    }

    private async Task Compare(IEnumerable<Entry> folded, IAsyncEnumerable<Entry> rows)
    {
        using var expected = folded.GetEnumerator();
        var isLeft = expected.MoveNext();
        await foreach (var row in rows)
        {
            if (isLeft && expected.Current.CompareTo(row) < 0) break;
            if (!isLeft || expected.Current.CompareTo(row) > 0)
            {
                Report(row.Name, "is stored, and the log has none", row.Text, null);
                return;
            }
            if (expected.Current.Text != row.Text)
            {
                Report(row.Name, "is stored otherwise than the log says", row.Text, expected.Current.Text);
                return;
            }
            isLeft = expected.MoveNext();
        }
        if (isLeft) Report(expected.Current.Name, "is not stored", null, expected.Current.Text);
    }

    private async Task ComparePackages(NpgsqlConnection connection, long through, CancellationToken ct)
    {
        var stored = (await PackageBooks.Read(connection, through, null, ct))
            .ToDictionary(package => package.PackageId, Text, StringComparer.Ordinal);
        foreach (var package in _book.PackageBooks.Values.OrderBy(package => package.PackageId, StringComparer.Ordinal))
        {
            var expected = Text(package);
            if (!stored.Remove(package.PackageId, out var text))
                Report($"package {package.PackageId}", "is not stored", null, expected);
            else if (text != expected)
                Report($"package {package.PackageId}", "is stored otherwise than the log says", text, expected);
        }
        foreach (var (packageId, text) in stored)
            Report($"package {packageId}", "is stored, and the log has none", text, null);
    }

    private static string Text(PackageBook package) =>
        $"{package.Currency}{(package.GrantsMinutes ? ", grants minutes" : "")}: " + string.Join("; ",
            package.Recorded.Select(revision =>
                $"{CanonicalText.Of(revision.EffectiveFrom)} "
                    + System.Text.Encoding.UTF8.GetString(EventJson.Write(revision.Terms))));

    private async Task CompareSetup(ProjectionSnapshot snapshot, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(WrongSetup, snapshot.Connection);
        command.Parameters.AddValues(snapshot.Position);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (await row.ReadAsync(ct))
            Report($"assignment {row.GetString(0)}", "says otherwise of setup than the exactly-once index",
                $"{row.GetInt32(1)} times, standing: {row.GetBoolean(2)}",
                row.IsDBNull(3) ? "never" : $"{row.GetInt32(3)} times, standing: {row.GetBoolean(4)}");
    }

    private void Report(string name, string what, string? stored, string? recomputed) =>
        Found ??= new("book", $"{name} {what}", null, null, stored, recomputed);
}
