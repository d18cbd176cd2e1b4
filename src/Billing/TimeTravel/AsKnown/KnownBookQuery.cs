using Npgsql;
using NpgsqlTypes;

namespace PackageBilling.Billing;

/// <summary>Reads assignments and their customers as they were known at a position, in the columns that <see cref="BookReader"/> reads.</summary>
internal sealed class KnownBookQuery
{
    private const int CreditPosition = 23;

    // $1 the date, $2 the position up to which postings count, $3 the one up to which facts do.
    private readonly string _sql;
    private readonly Func<IEnumerable<NpgsqlParameter>> _parameters;
    private readonly DateOnly _date;

    private KnownBookQuery(DateOnly date, string sql, Func<IEnumerable<NpgsqlParameter>> parameters) => (_date, _sql, _parameters) = (date, sql, parameters);

    /// <summary>The position that the account of a row has moved to by now; 0 when it has no entry.</summary>
    public static long CreditAt(NpgsqlDataReader row) => row.IsDBNull(CreditPosition) ? 0 : row.GetInt64(CreditPosition);

    /// <summary>What may be due on one date, with what was posted for it and spent in the intervals that it settles.</summary>
    /// <param name="posted">What is to be joined for what was posted (<see cref="PostedLines.OnDate"/>).</param>
    /// <param name="packages">The packages on the date.</param>
    /// <param name="terms">Whose customers are asked for, and the date.</param>
    /// <param name="view">How the book is to be seen.</param>
    public static KnownBookQuery OfDate(string posted, PackagesOn packages, RunTerms terms, BookView view) => new(terms.Date, $"""
        {Select("p.recurring_times, p.recurring_state, p.minimum_times, p.minimum_state, s.spend")}
        {posted}
        {SpendOn.OnDate(packages, "$3")}
        {Where}
            AND (a.assignment_id = ANY ($4) OR (
                (a.end_date IS NULL OR a.end_date >= $5)
                AND (a.package_id <> ALL ($7) OR (NOT coalesce(t.stands, false) AND a.package_id <> ALL ($8)))))
            AND ($9::text[] IS NULL OR c.time_zone = ANY ($9)) AND ($10::text[] IS NULL OR a.assignment_id = ANY ($10))
        {Order}
        """, () =>
    [
        new() { Value = view.WhatIf?.AssignmentIds.ToArray() ?? [] },
        new() { Value = packages.EarliestEnd() },
        Texts(terms.CustomerIds),
        new() { Value = packages.All.Where(package => !package.IsDue).Select(package => package.Book.PackageId).ToArray() },
        new() { Value = packages.All.Where(package => !package.HasSetup).Select(package => package.Book.PackageId).ToArray() },
        Texts(terms.Zones),
        Texts(terms.AssignmentIds),
        .. SpendOn.Parameters(packages),
    ]);

    /// <summary>What lives in a span of dates, or may still settle in it.</summary>
    public static KnownBookQuery OfSpan(DateOnly earliestEnd, DateOnly to, IReadOnlyList<string>? customerIds, BookView view) => new(to, $"""
        {Select("NULL::int, NULL::int, NULL::int, NULL::int, NULL::numeric")}
        {Where}
            AND (a.assignment_id = ANY ($4) OR a.end_date IS NULL OR a.end_date >= $5)
        {Order}
        """, () =>
    [
        new() { Value = view.WhatIf?.AssignmentIds.ToArray() ?? [] },
        new() { Value = earliestEnd },
        Texts(customerIds),
    ]);

    public NpgsqlCommand Command(NpgsqlConnection connection, long position, long postedAt)
    {
        var command = new NpgsqlCommand(_sql, connection) { Parameters = { new() { Value = _date }, new() { Value = postedAt }, new() { Value = position } } };
        foreach (var parameter in _parameters()) command.Parameters.Add(parameter);
        return command;
    }

    // The newest version says whether setup was ever posted, and older ones do not; when it was, is asked only where it can be.
    private static string Select(string ofDate) => $"""
        SELECT a.customer_id, c.currency, c.time_zone, c.credit_limit, k.credit, k.version,
            a.number, a.assignment_id, a.package_id, a.did, a.start_date, a.end_date, a.billed_through, a.quantity, a.auto_decrement,
            a.changes::text, coalesce(t.times, 0), coalesce(t.stands, false), {ofDate}, k.position
        FROM billing.assignments a
        JOIN billing.customers c ON c.customer_id = a.customer_id AND c.known_from <= $3 AND c.known_until > $3
        LEFT JOIN billing.accounts k ON k.customer_id = a.customer_id
        LEFT JOIN LATERAL (
            SELECT max(l.nth) AS times, bool_or({PostedLines.Stands}) AS stands
            FROM posting.posted_lines l
            LEFT JOIN billing.reversed_lines r ON r.key_date = l.key_date AND r.number = l.number AND r.kind = 0 AND r.nth = l.nth AND r.position <= $2
            WHERE l.key_date = a.start_date AND l.number = a.number AND l.kind = 0 AND l.position <= $2
                AND (a.setup_times > 0 OR a.known_until < {BookProjection.Open})
        ) t ON true
        """;

    private const string Where = "WHERE a.known_from <= $3 AND a.known_until > $3 AND a.start_date <= $1 AND ($6::text[] IS NULL OR a.customer_id = ANY ($6))";

    private const string Order = "ORDER BY a.customer_id, a.assignment_id";

    private static NpgsqlParameter Texts(IEnumerable<string>? values) =>
        new() { Value = values?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
