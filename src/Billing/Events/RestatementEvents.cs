using System.Globalization;
using System.Text.Json.Serialization;

namespace PackageBilling.Billing.Events;

/// <summary>Charges of past dates were corrected after late facts (domain: "Credit", restatement).
/// The lines that are corrected stay as they are.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="RestatementId">The restatement that this is a part of.</param>
/// <param name="DecidedAt">The position of the log up to which facts were known.</param>
/// <param name="Currency">The currency of every amount here.</param>
/// <param name="Debited">What the lines take from credit; less than 0 for what they give back.</param>
/// <param name="Accrued">What they add to what waits for an invoice; less than 0 for what they take off it.</param>
/// <param name="CreditBefore">The customer's credit before the first line.</param>
/// <param name="CreditAfter">The customer's credit after the last line.</param>
/// <param name="Lines">The lines, in the order of date, assignment id and kind; at least one.</param>
public sealed record ChargesRestated(
    string CustomerId, string RestatementId, long DecidedAt, string Currency, decimal Debited, decimal Accrued,
    decimal CreditBefore, decimal CreditAfter, IReadOnlyList<RestatedLine> Lines);

/// <summary>A correction of one line, or of the gap where one was due.</summary>
/// <param name="Corrects">The id of the line; for a gap the id that its line would have,
/// with 0 as its occurrence.</param>
/// <param name="Of">The kind of the line that it corrects.</param>
/// <param name="Date">The business date that is corrected.</param>
/// <param name="Line">
/// What is posted: the difference, as a line of kind restatement with the posting date of the line that it corrects.
/// Its occurrence is 1, and more when that was corrected before.
/// </param>
/// <param name="Fills">
/// For a gap: the occurrence under which it counts as posted from now on, so that no run posts it again; else null.
/// </param>
/// <param name="StandsRetail">What stood before: the line with its earlier corrections.</param>
/// <param name="StandsCost">The cost of that.</param>
/// <param name="Due">What a run of the date would post by what is known; null for nothing.</param>
/// <param name="Because">
/// The position of the first event that makes the difference; null when there is none, as for a change of the rules.
/// </param>
public sealed record RestatedLine(
    string Corrects, ChargeKind Of, DateOnly Date, ChargeLine Line, int? Fills, decimal StandsRetail,
    decimal StandsCost, ChargeLine? Due, long? Because)
{
    /// <summary>Its id.</summary>
    [JsonIgnore]
    public string Id => ChargeIds.OfRestatement(Corrects, Line.Occurrence);

    /// <summary>The occurrence of the line that is corrected; 0 for a gap.</summary>
    [JsonIgnore]
    public int Corrected =>
        int.Parse(Corrects.AsSpan(Corrects.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture);
}

/// <summary>A restatement was applied: its lines are in the customers' accounts.</summary>
/// <param name="RestatementId">Its id.</param>
/// <param name="From">The first business date.</param>
/// <param name="To">The last business date.</param>
/// <param name="CustomerIds">The customers that it was for, sorted ordinally; null for all.</param>
/// <param name="DecidedAt">The highest position up to which facts were known.</param>
/// <param name="FirstPosition">The lowest position of its lines in the log; 0 when there are none.</param>
/// <param name="LastPosition">The highest one.</param>
/// <param name="ByCurrency">The lines, per currency, sorted ordinally.</param>
public sealed record RestatementApplied(
    string RestatementId, DateOnly From, DateOnly To, IReadOnlyList<string>? CustomerIds, long DecidedAt,
    long FirstPosition, long LastPosition, IReadOnlyList<CurrencyTotals> ByCurrency);
