namespace PackageBilling.Billing.Simulations.Unbilled;

/// <summary>
/// Settlements of minimum spend that calls came too late for (domain: "When a package is due"): they do not change
/// them, and what they would have changed is unbilled until a restatement posts it.
/// </summary>
internal sealed class LateCalls(NpgsqlDataSource source, IEventLog log)
{
    /// <summary>Why a settled line is in the list.</summary>
    public const string Reason = "callsAfterSettlement";

    /// <summary>For each settled line that later calls would have changed, by the key of its assignment,
    /// the difference as a line.</summary>
    /// <param name="date">The date of the settlements.</param>
    /// <param name="outcomes">What the runs of the date would do now.</param>
    /// <param name="position">The position that this was decided at.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyDictionary<long, ReportLine>> Corrections(
        DateOnly date, IReadOnlyList<CustomerOutcome> outcomes, long position, CancellationToken ct)
    {
        var charged = (from outcome in outcomes
                       from decided in outcome.Lines
                       where decided is { Outcome: LineOutcome.AlreadyCharged,
                           Line: { Kind: ChargeKind.MinimumSpend, IntervalFrom: not null } }
                       select (outcome.Customer, Decided: decided)).ToList();
        var corrections = new Dictionary<long, ReportLine>();
        if (charged.Count == 0) return corrections;
        var standing = await Settlements.Standing(
            source, date, [.. charged.Select(one => one.Decided.AssignmentKey)], position, ct);
        var settled = charged.Where(one => standing.ContainsKey(one.Decided.AssignmentKey)).Select(one => (one.Customer,
            Decided: one.Decided with { Line =
                one.Decided.Line with { Occurrence = standing[one.Decided.AssignmentKey] } })).ToList();
        var later = await Settlements.WithLaterCalls(source, date, settled.ConvertAll(one => new SettledInterval(
            one.Decided.AssignmentKey, one.Decided.Line.Occurrence, one.Customer.CustomerId,
            one.Decided.Line.IntervalFrom!.Value)), position, ct);
        var restated = await Settlements.Restated(source, log, date,
            [.. settled.Select(one => (one.Decided.AssignmentKey, one.Decided.Line.AssignmentId,
                one.Decided.Line.Occurrence))], position, ct);
        foreach (var (customer, decided) in settled.Where(one => later.Contains(one.Decided.AssignmentKey)))
        {
            var shown = ReportLine.Of(date, customer, decided);
            var stands = restated.GetValueOrDefault(decided.AssignmentKey) is { } newest ? Standing.Of(newest)
                : Standing.Of((await FoundLine.Find(source, log, decided.Line.Id, ct)).Line, decided.Line.Id);
            if (stands is null) continue;
            // The settlement's own minimum and quantity: only what the calls change is due to them.
            var due = stands.Line.DueAt(decided.Line.Spend!.Value);
            if (due == stands.Line.Retail) continue;
            corrections.Add(decided.AssignmentKey, shown with
            {
                ChargeId = null, Reason = Reason, Retail = due - stands.Line.Retail, Cost = 0,
                DebitsCredit = stands.Line.DebitsCredit, Quantity = stands.Line.Quantity,
                UnitRetail = stands.Line.UnitRetail, Corrects = stands.ChargeId,
            });
        }
        return corrections;
    }

    /// <summary>A settlement as it stands: as it was posted, or as it was restated last.</summary>
    private sealed record Standing(string ChargeId, ChargeLine Line)
    {
        /// <summary>A line that was not taken back by the position; what became of it later does not count.</summary>
        public static Standing Of(ChargeLine line, string chargeId) => new(chargeId, line);

        /// <summary>Null when nothing is due any more: then there is no settlement that calls could change.</summary>
        public static Standing? Of(RestatedLine newest) => newest.Due is { } due ? new(newest.Corrects, due) : null;
    }
}
