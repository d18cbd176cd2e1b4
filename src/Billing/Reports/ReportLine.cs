namespace PackageBilling.Billing.Reports;

internal static class ReportLineExtensions
{
    extension(ReportLine)
    {
        /// <summary>A line that was posted.</summary>
        public static ReportLine Of(ChargesPosted posted, ChargeLine line) =>
            Of(posted.CustomerId, posted.Currency, posted.Date, LineOutcome.Charged, null, line, isPosted: true);

        /// <summary>A line that a run considered and did not charge.</summary>
        public static ReportLine Of(DateOnly date, UnchargedLine uncharged) =>
            Of(uncharged.CustomerId, uncharged.Currency, date, uncharged.Outcome, uncharged.Reason, uncharged.Line,
                isPosted: false);

        /// <summary>A line of a simulation.</summary>
        public static ReportLine Of(DateOnly date, CustomerBook customer, in DecidedLine decided) =>
            Of(customer.CustomerId, customer.Currency, date, decided.Outcome, decided.Reason, decided.Line, false);

        /// <summary>A line that takes another back.</summary>
        public static ReportLine Of(LineReversed reversed) => OfReversal(
            reversed.CustomerId, reversed.Currency, reversed.Date, reversed.Reason.Length == 0 ? null : reversed.Reason,
            reversed.Line);

        /// <summary>A line that corrects another one, or the gap where one was due.</summary>
        public static ReportLine Of(ChargesRestated restated, RestatedLine line) =>
            Of(restated.CustomerId, restated.Currency, line.Date, LineOutcome.Charged, null, line.Line, true) with
            {
                ChargeId = line.Id, Again = false, Corrects = line.Corrects,
            };

        /// <summary>A line and what became of it.</summary>
        /// <param name="customerId">Whose line it is.</param>
        /// <param name="currency">The currency of its amounts.</param>
        /// <param name="date">The business date.</param>
        /// <param name="outcome">What became of it.</param>
        /// <param name="reason">Why it is not charged.</param>
        /// <param name="line">The line.</param>
        /// <param name="isPosted">Whether it has an id; one that was charged before has the id of that charge.</param>
        public static ReportLine Of(
            string customerId, string currency, DateOnly date, LineOutcome outcome, string? reason, ChargeLine line,
            bool isPosted) => new(
            isPosted || outcome == LineOutcome.AlreadyCharged ? line.Id : null, outcome,
            outcome == LineOutcome.Charged && line.Occurrence > 1, customerId, line.Did, line.AssignmentId,
            line.PackageId, line.Kind, date, line.Quantity, line.UnitRetail, line.UnitCost, line.Retail, line.Cost,
            line.DebitsCredit, line.InsufficientCredit, currency, reason, line.Spend, line.IntervalFrom,
            line.IntervalTo, line.ActiveDays, line.PriceFrom);

        /// <summary>The reversal of a line: its amounts are the opposite.</summary>
        public static ReportLine OfReversal(
            string customerId, string currency, DateOnly date, string? reason, ChargeLine line) =>
            Of(customerId, currency, date, LineOutcome.Charged, reason, line, isPosted: true) with
            {
                ChargeId = ChargeIds.OfReversal(line.Id), Again = false, Kind = ChargeKind.Reversal,
                UnitRetail = -line.UnitRetail, UnitCost = -line.UnitCost, Retail = -line.Retail, Cost = -line.Cost,
                InsufficientCredit = false, Spend = null, IntervalFrom = null, IntervalTo = null, ActiveDays = null,
                Corrects = line.Id,
            };

        /// <summary>The order in which lines are decided and posted: customer, assignment, kind.</summary>
        public static Comparer<ReportLine> Order => ByCustomer;
    }

    private static readonly Comparer<ReportLine> ByCustomer = Comparer<ReportLine>.Create((x, y) =>
        string.CompareOrdinal(x.CustomerId, y.CustomerId) is var byCustomer and not 0 ? byCustomer
        : string.CompareOrdinal(x.AssignmentId, y.AssignmentId) is var byAssignment and not 0 ? byAssignment
        : x.Kind.CompareTo(y.Kind));
}
