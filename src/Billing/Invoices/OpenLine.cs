namespace PackageBilling.Billing.Invoices;

/// <summary>A line that no invoice has yet.</summary>
/// <param name="Version">The version of the account's stream that it was posted or reopened at.</param>
/// <param name="Line">As it will be printed, but for the package's name.</param>
internal readonly record struct OpenLine(long Version, InvoiceLine Line)
{
    /// <summary>Whether it takes part in what is accrued.</summary>
    public bool IsAccrued => !Line.FromCredit;

    public static OpenLine Of(long version, string chargeId, DateOnly date, ChargeLine line) => new(version, new(
        chargeId, line.Kind, date, line.PackageId, "", line.Did, line.Quantity, line.UnitRetail, line.Retail,
        line.IntervalTo is null ? null : line.IntervalFrom, line.IntervalTo?.AddDays(-1), line.DebitsCredit));

    /// <summary>The line that takes back one which is on an invoice already.</summary>
    public static OpenLine Reversal(long version, LineReversed reversed) => Of(
        version, ChargeIds.OfReversal(reversed.Line.Id), reversed.Date, reversed.Line with
        {
            Kind = ChargeKind.Reversal, UnitRetail = -reversed.Line.UnitRetail, Retail = -reversed.Line.Retail,
        });
}
