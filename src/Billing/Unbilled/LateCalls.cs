using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// Settlements of minimum spend that calls came too late for (domain: "When a package is due"): they do not change them, and what
/// they would have changed is unbilled until a restatement posts it.
/// </summary>
internal sealed class LateCalls(NpgsqlDataSource source, IEventLog log)
{
    /// <summary>Why a settled line is in the list.</summary>
    public const string Reason = "callsAfterSettlement";

    /// <summary>For each settled line that later calls would have changed, the difference as a line.</summary>
    /// <param name="date">The date of the settlements.</param>
    /// <param name="outcomes">What the runs of the date would do now.</param>
    /// <param name="position">The position that this was decided at.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyDictionary<Line, ReportLine>> Corrections(
        DateOnly date, IReadOnlyList<CustomerOutcome> outcomes, long position, CancellationToken ct)
    {
        var charged = (from outcome in outcomes
                       from line in outcome.Lines
                       where line is { Kind: ChargeKind.MinimumSpend, Outcome: LineOutcome.AlreadyCharged, IntervalFrom: not null }
                       select (outcome.Customer, Line: line)).ToList();
        var corrections = new Dictionary<Line, ReportLine>(ReferenceEqualityComparer.Instance);
        if (charged.Count == 0) return corrections;
        var standing = await StandingNumbers(date, [.. charged.Select(one => one.Line.Assignment.Number)], position, ct);
        var settled = charged.Where(one => standing.ContainsKey(one.Line.Assignment.Number))
            .Select(one => (one.Customer, Line: one.Line with { Nth = standing[one.Line.Assignment.Number] }, Shown: one.Line)).ToList();
        var later = await WithLaterCalls(date, [.. settled.Select(one => (one.Customer, one.Line))], position, ct);
        var restated = await RestatedSettlements.Newest(source, log, date, [.. settled.Select(one => (one.Line.Assignment.Number, one.Line.Assignment.AssignmentId, one.Line.Nth))], position, ct);
        foreach (var (customer, line, shownFor) in settled.Where(one => later.Contains(one.Line.Assignment.Number)))
        {
            var shown = ReportLine.Of(date, customer, line);
            var stands = restated.GetValueOrDefault(line.Assignment.Number) is { } newest ? Standing.Of(newest)
                : Standing.Of((await FoundLine.Find(source, log, shown.ChargeId!, ct)).Line, shown.ChargeId!);
            if (stands is null) continue;
            // The settlement's own minimum and quantity: only what the calls change is due to them.
            var due = Math.Max(0, Amounts.Round(stands.Quantity * stands.UnitRetail) - line.Assignment.Spend);
            if (due == stands.Retail) continue;
            corrections.Add(shownFor, shown with
            {
                ChargeId = null, Reason = Reason, Retail = due - stands.Retail, Cost = 0, DebitsCredit = stands.DebitsCredit,
                Quantity = stands.Quantity, UnitRetail = stands.UnitRetail, Corrects = stands.ChargeId,
            });
        }
        return corrections;
    }

    // What was charged again and reversed leaves an earlier posting standing.
    private async Task<Dictionary<long, int>> StandingNumbers(DateOnly date, long[] numbers, long position, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            SELECT p.number, max(p.nth) FROM posting.posted_lines p
            LEFT JOIN billing.reversed_lines r ON r.key_date = p.key_date AND r.number = p.number AND r.kind = p.kind AND r.nth = p.nth AND r.position <= $3
            WHERE p.key_date = $1 AND p.number = ANY ($2) AND p.kind = 2 AND p.position <= $3 AND r.position IS NULL
            GROUP BY p.number
            """);
        command.Parameters.AddValues(date, numbers, position);
        var standing = new Dictionary<long, int>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) standing.Add(row.GetInt64(0), row.GetInt32(1));
        return standing;
    }

    private async Task<HashSet<long>> WithLaterCalls(
        DateOnly date, IReadOnlyList<(CustomerBook Customer, Line Line)> settled, long position, CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            SELECT l.number FROM unnest($2::bigint[], $3::int[], $4::text[], $5::date[]) AS w (number, nth, customer_id, from_date)
            JOIN posting.posted_lines l ON l.key_date = $1 AND l.number = w.number AND l.kind = 2 AND l.nth = w.nth
            WHERE EXISTS (
                SELECT 1 FROM billing.spend c
                WHERE c.customer_id = w.customer_id AND c.local_date >= w.from_date AND c.local_date < $1
                    AND c.position > l.position AND c.position <= $6)
            """);
        command.Parameters.AddValues(
            date, settled.Select(one => one.Line.Assignment.Number).ToArray(),
            settled.Select(one => one.Line.Nth).ToArray(), settled.Select(one => one.Customer.CustomerId).ToArray(),
            settled.Select(one => one.Line.IntervalFrom!.Value).ToArray(), position);
        var numbers = new HashSet<long>();
        await using var row = await command.ExecuteReaderAsync(ct);
        while (await row.ReadAsync(ct)) numbers.Add(row.GetInt64(0));
        return numbers;
    }

    /// <summary>A settlement as it stands: as it was posted, or as it was restated last.</summary>
    private sealed record Standing(string ChargeId, int Quantity, decimal UnitRetail, decimal Retail, bool DebitsCredit)
    {
        /// <summary>A line that was not taken back by the position; what became of it later does not count.</summary>
        public static Standing Of(PostedLine line, string chargeId) => new(chargeId, line.Quantity, line.UnitRetail, line.Retail, line.DebitsCredit);

        /// <summary>Null when nothing is due any more: then there is no settlement that calls could change.</summary>
        public static Standing? Of(RestatedLine newest) =>
            newest.Due is { } due ? new(newest.Corrects, due.Quantity, due.UnitRetail, due.Retail, due.DebitsCredit) : null;
    }
}
