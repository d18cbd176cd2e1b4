namespace PackageBilling.Billing.Storage.Posting;

/// <summary>Postings of recurring and minimum spend for the dates of a span: nothing for those to come,
/// so they are read at once.</summary>
internal sealed class SpanPostings
{
    private readonly Dictionary<(long AssignmentKey, ChargeKind Kind, DateOnly Date), Posted> _posted = [];

    public static async Task<SpanPostings> Read(
        NpgsqlConnection connection, DateOnly from, DateOnly to, long position, CancellationToken ct)
    {
        var postings = new SpanPostings();
        await using var command = new NpgsqlCommand($"""
            SELECT l.assignment_key, l.kind, l.posting_date, max(l.occurrence), min({PostedLines.State})
            FROM posting.posted_lines l
            LEFT JOIN billing.reversed_lines r ON r.posting_date = l.posting_date
                AND r.assignment_key = l.assignment_key AND r.kind = l.kind AND r.occurrence = l.occurrence
                AND r.position <= $3
            WHERE l.posting_date BETWEEN $1 AND $2 AND l.kind BETWEEN {(int)ChargeKind.Recurring}
                AND {(int)ChargeKind.MinimumSpend} AND l.position <= $3
            GROUP BY l.assignment_key, l.kind, l.posting_date
            """, connection)
        { Parameters = { new() { Value = from }, new() { Value = to }, new() { Value = position } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            postings._posted.Add((reader.GetInt64(0), (ChargeKind)reader.GetInt16(1),
                reader.GetFieldValue<DateOnly>(2)), Posted.Of(reader.GetInt32(3), (PostedState)reader.GetInt32(4)));
        return postings;
    }

    public AssignmentBook On(AssignmentBook assignment, DateOnly date) =>
        _posted.Count == 0 ? assignment : assignment with
        {
            Posted = new(assignment.Posted.Setup, On(assignment, ChargeKind.Recurring, date),
                On(assignment, ChargeKind.Proration, date), On(assignment, ChargeKind.MinimumSpend, date)),
        };

    private Posted On(AssignmentBook assignment, ChargeKind kind, DateOnly date) =>
        _posted.GetValueOrDefault((assignment.Key, kind, date));
}
