using Npgsql;
using NpgsqlTypes;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>The statements that read the newest book for a date: what may be due of a range of customers, in ordinal order.</summary>
internal sealed class BookQuery(ProjectionSnapshot snapshot, PackagesOn packages, RunTerms terms, CustomerRange range)
{
    private const string OfCustomer = "c.currency, c.time_zone, c.credit_limit, k.credit, k.version";

    /// <summary>The assignments, each with what is said of its customer when they are <paramref name="joined"/>.</summary>
    /// <remarks>
    /// What cannot be due is left out here for speed only; the decision is made again, exactly, on what comes back.
    /// Packages are left out by name, so that an assignment whose package is not known comes back and is reported.
    /// </remarks>
    public async Task<NpgsqlCommand> Assignments(bool joined, CancellationToken ct)
    {
        var posted = await PostedLines.OnDate(snapshot.Connection, terms.Date, BookReader.IsFew(terms, range), ct);
        var command = new NpgsqlCommand($"""
            SELECT a.customer_id, {(joined ? $"{OfCustomer}," : "")}
                a.number, a.assignment_id, a.package_id, a.did, a.start_date, a.end_date, a.billed_through, a.quantity, a.auto_decrement,
                a.changes::text, a.setup_times, a.setup_stands, p.recurring_times, p.recurring_state, p.minimum_times, p.minimum_state,
                s.spend
            FROM ({MayOwe}) a
            {(joined ? Join : "")}
            {posted}
            {SpendOn.OnDate(packages, "$2")}
            WHERE a.start_date <= $1
                AND (a.package_id <> ALL ($4) OR (NOT a.setup_stands AND a.package_id <> ALL ($5)))
                AND ($6::text[] IS NULL OR a.customer_id = ANY ($6)) AND ($7::text[] IS NULL OR a.customer_id = ANY ($7))
                AND a.customer_id > $8 AND ($9::text IS NULL OR a.customer_id <= $9)
                {(joined ? "AND ($10::text[] IS NULL OR c.time_zone = ANY ($10))" : "")}
            ORDER BY a.customer_id, a.assignment_id
            """, snapshot.Connection);
        command.Parameters.AddValues(
            terms.Date, snapshot.Position, packages.EarliestEnd(),
            packages.All.Where(package => !package.IsDue).Select(package => package.Book.PackageId).ToArray(),
            packages.All.Where(package => !package.HasSetup).Select(package => package.Book.PackageId).ToArray());
        command.Parameters.Add(Texts(terms.CustomerIds));
        command.Parameters.Add(Texts(range.CustomerIds));
        command.Parameters.Add(new() { Value = range.After });
        command.Parameters.Add(Through());
        command.Parameters.Add(Texts(terms.Zones));
        command.Parameters.AddRange(SpendOn.Parameters(packages));
        return command;
    }

    /// <summary>The next customers of the range with their accounts.</summary>
    /// <param name="connection">Sees the snapshot.</param>
    /// <param name="after">The customer before them; null for the first.</param>
    /// <param name="onlyWhoMayOwe">Nobody whose last assignment ended long ago.</param>
    /// <param name="limit">So many at most.</param>
    public NpgsqlCommand Customers(NpgsqlConnection connection, string? after, bool onlyWhoMayOwe, int limit)
    {
        // Each table is told where to begin and end: what is joined by a key is not compared by it, and all of it would be gone through.
        var command = new NpgsqlCommand($"""
            SELECT c.customer_id, {OfCustomer}
            FROM billing.customers c LEFT JOIN billing.accounts k
                ON k.customer_id = c.customer_id AND k.customer_id > $1 AND ($2::text IS NULL OR k.customer_id <= $2)
            WHERE c.known_until = {BookProjection.OpenSql} AND c.customer_id > $1 AND ($2::text IS NULL OR c.customer_id <= $2)
                {(onlyWhoMayOwe ? $"AND c.customer_id IN (SELECT a.customer_id FROM ({MayOwe}) a WHERE a.customer_id > $1 AND ($2::text IS NULL OR a.customer_id <= $2))" : "")}
            ORDER BY c.customer_id LIMIT {limit}
            """, connection);
        command.Parameters.Add(new() { Value = after ?? range.After });
        command.Parameters.Add(Through());
        if (onlyWhoMayOwe) command.Parameters.Add(new() { Value = packages.EarliestEnd() });
        return command;
    }

    /// <summary>Whether fewer than one in four of the next customers have an assignment that may be due, judged by the first hundreds of them.</summary>
    public NpgsqlCommand FewOfTheNextMayOwe(NpgsqlConnection connection, string? after) => new($"""
        SELECT 4 * count(*) FILTER (WHERE (
            SELECT true FROM billing.assignments a
            WHERE a.customer_id = c.customer_id AND a.known_until = {BookProjection.OpenSql} AND (a.end_date IS NULL OR a.end_date >= $3) LIMIT 1)) < count(*)
        FROM (SELECT customer_id FROM billing.customers
            WHERE known_until = {BookProjection.OpenSql} AND customer_id > $1 AND ($2::text IS NULL OR customer_id <= $2)
            ORDER BY customer_id LIMIT 200) c
        """, connection)
    {
        Parameters = { new() { Value = after ?? range.After }, Through(), new() { Value = packages.EarliestEnd() } },
    };

    private const string Join = $"""
        JOIN billing.customers c ON c.customer_id = a.customer_id AND c.known_until = {BookProjection.OpenSql}
        LEFT JOIN billing.accounts k ON k.customer_id = a.customer_id
        """;

    // Those who stay, and those who leave on a day that is not too long ago: each has an index of its own, which those who left long ago are
    // not in, or not in the part that is read. Both come in order, so that those who stay, nearly all, need not be sorted.
    private const string MayOwe = $"""
        (SELECT * FROM billing.assignments WHERE stays ORDER BY customer_id, assignment_id)
        UNION ALL
        (SELECT * FROM billing.assignments WHERE known_until = {BookProjection.OpenSql} AND end_date >= $3 ORDER BY customer_id, assignment_id)
        """;

    private NpgsqlParameter Through() => new() { Value = range.Through ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Texts(IEnumerable<string>? values) =>
        new() { Value = values?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
