namespace PackageBilling.Billing.Storage.Book;

/// <summary>
/// The statements that read the book, now or as it was known, for a date or a span: what may be due of a range of
/// customers, in ordinal order. The newest book is the case in which the versions that are still known count; it has
/// indexes of its own.
/// </summary>
/// <remarks>
/// What cannot be due is left out here for speed only; the decision is made again, exactly, on what comes back.
/// Packages are left out by name, so that an assignment whose package is not known comes back and is reported.
/// </remarks>
internal sealed class BookQuery
{
    /// <summary>The columns of a customer before those of its assignments, its id first.</summary>
    public const int CustomerColumns = 7;

    private const string OfCustomer = "c.currency, c.time_zone, c.credit_limit, k.credit, k.version, k.position";

    private readonly BookView _view;
    private readonly PackagesOn? _packages;
    private readonly RunTerms _terms;
    private readonly CustomerRange _range;
    private readonly long _known, _posted;
    private readonly DateOnly _earliestEnd;
    private bool _joins;

    /// <param name="view">How the book is to be seen.</param>
    /// <param name="packages">The packages on the date; null for a span, of which no postings
    /// and no spend are read.</param>
    /// <param name="terms">Whose customers are asked for, and the date or the last one.</param>
    /// <param name="range">Which of them.</param>
    /// <param name="known">The position up to which facts count.</param>
    /// <param name="posted">The position up to which postings count.</param>
    /// <param name="earliestEnd">The earliest end with which an assignment may still owe something.</param>
    public BookQuery(
        BookView view, PackagesOn? packages, RunTerms terms, CustomerRange range, long known, long posted,
        DateOnly earliestEnd) =>
        (_view, _packages, _terms, _range, _known, _posted, _earliestEnd) = (view, packages, terms, range,
            known, posted, earliestEnd);

    /// <summary>Whether nothing but the newest book is asked for.</summary>
    public bool IsNow => _view.IsNow;

    /// <summary>Whether single customers are asked for.</summary>
    public bool IsForFew => _terms.CustomerIds is not null || _range.CustomerIds is not null;

    /// <summary>Whether what is said of a customer comes with each of its assignments,
    /// and is not read beside them.</summary>
    public bool IsJoined => _joins || IsForFew || _terms.Zones is not null || !_view.IsNow;

    /// <summary>Has customers come with their assignments, for a reader that has one connection only.</summary>
    public void Join() => _joins = true;

    /// <summary>The assignments, each with what is said of its customer when that <see cref="IsJoined"/>.</summary>
    public async Task<NpgsqlCommand> Assignments(NpgsqlConnection connection, CancellationToken ct)
    {
        var posted = _packages is null
            ? PostedLines.Nothing : await PostedLines.OnDate(connection, _terms.Date, IsForFew, ct);
        var spend = _packages is null ? SpendOn.Nothing : await SpendOn.Of(connection, _packages, "$3", 15, ct);
        var (times, standing) = _view.IsNow
            ? ("a.setup_times", "a.setup_standing") : ("coalesce(t.times, 0)", "coalesce(t.standing, false)");
        // Mirrors what AssignmentDue asks of an assignment and its package.
        var due = _packages is null ? "true" : $"""
            (a.package_id <> ALL ($11) OR (NOT {standing} AND (a.own_setup OR a.package_id <> ALL ($12)))
                OR (a.package_id = ANY ($14) AND (a.start_date = $1 OR a.end_date = $1 OR $1 = ANY (a.turns))))
            """;
        var known = _view.IsNow ? due : $"""
            {KnownThen("a")} AND (a.assignment_id = ANY ($13) OR ((a.end_date IS NULL OR a.end_date >= $4) AND {due}))
            """;
        var command = new NpgsqlCommand($"""
            SELECT a.customer_id, {(IsJoined ? $"{OfCustomer}," : "")} {AssignmentRows.Of("a")}, {times}, {standing},
                {PostedLines.Columns}, s.spend
            FROM {(_view.IsNow ? $"({MayOwe("$4")}) a" : "billing.assignments a")}
            {(_view.IsNow ? IsJoined ? CustomerNow : "" : CustomerThen)}
            {posted}
            {spend.Join}
            WHERE a.start_date <= $1 AND {known}
                AND ($5::text[] IS NULL OR a.customer_id = ANY ($5))
                AND ($6::text[] IS NULL OR a.customer_id = ANY ($6))
                AND a.customer_id > $7 AND ($8::text IS NULL OR a.customer_id <= $8)
                {(IsJoined ? "AND ($9::text[] IS NULL OR c.time_zone = ANY ($9))" : "")}
                {(_terms.AssignmentIds is null ? "" : "AND a.assignment_id = ANY ($10)")}
            ORDER BY a.customer_id, a.assignment_id
            """, connection);
        command.Parameters.AddValues(_terms.Date, _posted, _known, _earliestEnd, Texts(_terms.CustomerIds),
            Texts(_range.CustomerIds), _range.After, Through(), Texts(_terms.Zones), Texts(_terms.AssignmentIds));
        command.Parameters.AddValues(
            (object)Packages(package => !package.MayBeDue), Packages(package => !package.HasSetup),
            Texts(_view.WhatIf?.AssignmentIds ?? []), Packages(package => package.Prorates));
        command.Parameters.AddRange(spend.Parameters);
        return command;
    }

    /// <summary>The next customers of the range with their accounts, of the newest book.</summary>
    /// <param name="connection">Sees the snapshot.</param>
    /// <param name="after">The customer before them; null for the first.</param>
    /// <param name="onlyWhoMayOwe">Nobody whose last assignment ended long ago.</param>
    /// <param name="limit">So many at most.</param>
    public NpgsqlCommand Customers(NpgsqlConnection connection, string? after, bool onlyWhoMayOwe, int limit)
    {
        var owing = !onlyWhoMayOwe ? "" : $"""
            AND c.customer_id IN (SELECT a.customer_id FROM ({MayOwe("$3")}) a
                WHERE a.customer_id > $1 AND ($2::text IS NULL OR a.customer_id <= $2))
            """;
        // Each table is told where to begin and end: what is joined by a key is not compared by it,
        // and all of it would be gone through.
        var command = new NpgsqlCommand($"""
            SELECT c.customer_id, {OfCustomer}
            FROM billing.customers c LEFT JOIN billing.accounts k
                ON k.customer_id = c.customer_id AND k.customer_id > $1 AND ($2::text IS NULL OR k.customer_id <= $2)
            WHERE c.known_until = {BookProjection.OpenSql} AND c.customer_id > $1
                AND ($2::text IS NULL OR c.customer_id <= $2)
                {owing}
            ORDER BY c.customer_id LIMIT {limit}
            """, connection);
        command.Parameters.AddValues(after ?? _range.After, Through(), _earliestEnd);
        return command;
    }

    /// <summary>Whether fewer than one in four of the next customers have an assignment that may be due,
    /// judged by the first hundreds of them.</summary>
    public NpgsqlCommand FewOfTheNextMayOwe(NpgsqlConnection connection, string? after)
    {
        var command = new NpgsqlCommand($"""
            SELECT 4 * count(*) FILTER (WHERE (
                SELECT true FROM billing.assignments a
                WHERE a.customer_id = c.customer_id AND a.known_until = {BookProjection.OpenSql}
                    AND (a.end_date IS NULL OR a.end_date >= $3) LIMIT 1)) < count(*)
            FROM (SELECT customer_id FROM billing.customers
                WHERE known_until = {BookProjection.OpenSql} AND customer_id > $1
                    AND ($2::text IS NULL OR customer_id <= $2)
                ORDER BY customer_id LIMIT 200) c
            """, connection);
        command.Parameters.AddValues(after ?? _range.After, Through(), _earliestEnd);
        return command;
    }

    /// <summary>The customers of some ids as they were known, in ordinal order, each without its assignments.</summary>
    public NpgsqlCommand CustomersThen(NpgsqlConnection connection, IEnumerable<string> customerIds)
    {
        var command = new NpgsqlCommand($"""
            SELECT c.customer_id, {OfCustomer}
            FROM billing.customers c LEFT JOIN billing.accounts k ON k.customer_id = c.customer_id
            WHERE c.customer_id = ANY ($1) AND c.known_from <= $2 AND c.known_until > $2 ORDER BY c.customer_id
            """, connection);
        command.Parameters.AddValues(customerIds.ToArray(), _known);
        return command;
    }

    private const string CustomerNow = $"""
        JOIN billing.customers c ON c.customer_id = a.customer_id AND c.known_until = {BookProjection.OpenSql}
        LEFT JOIN billing.accounts k ON k.customer_id = a.customer_id
        """;

    // The newest version says whether setup was ever posted, and older ones do not;
    // when it was, is asked only where it can be.
    private static readonly string CustomerThen = $"""
        JOIN billing.customers c ON c.customer_id = a.customer_id AND {KnownThen("c")}
        LEFT JOIN billing.accounts k ON k.customer_id = a.customer_id
        LEFT JOIN LATERAL (
            SELECT max(l.occurrence) AS times, bool_or({PostedLines.IsStanding}) AS standing
            FROM posting.posted_lines l
            LEFT JOIN billing.reversed_lines r ON r.posting_date = l.posting_date
                AND r.assignment_key = l.assignment_key AND r.kind = 0
                AND r.occurrence = l.occurrence AND r.position <= $2
            WHERE l.posting_date = a.start_date AND l.assignment_key = a.assignment_key AND l.kind = 0
                AND l.position <= $2
                AND (a.setup_times > 0 OR a.known_until < {BookProjection.OpenSql})
        ) t ON true
        """;

    private static string KnownThen(string alias) => $"{alias}.known_from <= $3 AND {alias}.known_until > $3";

    // Those who stay, and those who leave on a day that is not too long ago: each has an index of its own, which those
    // who left long ago are not in, or not in the part that is read. Both come in order, so that those who stay, nearly
    // all, need not be sorted.
    private static string MayOwe(string earliestEnd) => $"""
        (SELECT * FROM billing.assignments WHERE stays ORDER BY customer_id, assignment_id)
        UNION ALL
        (SELECT * FROM billing.assignments WHERE known_until = {BookProjection.OpenSql} AND end_date >= {earliestEnd}
            ORDER BY customer_id, assignment_id)
        """;

    private NpgsqlParameter Through() => SqlParameters.Typed(_range.Through, NpgsqlDbType.Text);

    private string[] Packages(Func<PackageOn, bool> which) =>
        [.. (_packages?.All ?? []).Where(which).Select(package => package.Book.PackageId)];

    private static NpgsqlParameter Texts(IEnumerable<string>? values) =>
        SqlParameters.Typed(values?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
}
