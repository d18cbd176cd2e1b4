using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>What changed a customer's credit, in the order of the log, with the credit after each entry (domain: "Credit").</summary>
internal static class GetStatement
{
    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/customers/{customerId}/statement", async (
            string customerId, string? from, string? to, string? knownAt, string? limit, string? after,
            AccountHistory history, ReadPositions positions, CancellationToken ct) =>
        {
            var (first, last) = (QueryText.Date("from", from), QueryText.Date("to", to));
            var page = PageRequest.Read(limit, after);
            var through = await positions.Of(AsKnownAt.Read(knownAt), customerId, ct) ?? long.MaxValue;
            return TypedResults.Ok(await history.Page(customerId, page, stored => Entries(stored)
                .Select(entry => entry.On >= (first ?? Dates.Min) && entry.On <= (last ?? Dates.Max) ? RecordedEntry.Of(entry, stored) : null), ct, through));
        })
        .AllowRead().WithName("GetStatement").WithTags("Credit").WithSummary("What changed a customer's credit, with the credit after each entry, by now or as known at a position or an instant");

    internal static IEnumerable<StatementEntry> Entries(StoredEvent stored)
    {
        switch (stored.Data)
        {
            case PaymentReceived payment:
                yield return new(payment.On, "payment", payment.Amount, payment.CreditAfter, payment.Reference, null);
                break;
            case CreditAdjusted adjustment:
                yield return new(adjustment.On, "adjustment", adjustment.Amount, adjustment.CreditAfter, adjustment.AdjustmentId, adjustment.Reason);
                break;
            case ChargesPosted charges:
                var credit = charges.CreditBefore;
                foreach (var line in charges.Lines)
                {
                    if (!line.DebitsCredit) continue;
                    credit -= line.Retail;
                    yield return new(charges.Date, ChargeIds.Text(line.Kind), -line.Retail, credit,
                        ChargeIds.Of(line.AssignmentId, line.Kind, line.KeyDate, line.Nth), null);
                }
                break;
            case ChargesRestated restated:
                var left = restated.CreditBefore;
                foreach (var line in restated.Lines)
                {
                    if (!line.DebitsCredit) continue;
                    left -= line.Retail;
                    yield return new(line.Date, ChargeIds.Text(ChargeKind.Restatement), -line.Retail, left, ChargeIds.Of(line), stored.Metadata.Reason);
                }
                break;
            case LineReversed { Line.DebitsCredit: true } reversed:
                yield return new(reversed.On, ChargeIds.Text(ChargeKind.Reversal), reversed.Line.Retail, reversed.CreditAfter,
                    ChargeIds.OfReversal(reversed.Line), reversed.Reason);
                break;
        }
    }
}

/// <summary>One change of a customer's credit.</summary>
/// <param name="On">The customer's local date of a payment or adjustment, the business date of a charge.</param>
/// <param name="Kind">payment, adjustment, or the kind of the charge line.</param>
/// <param name="Amount">Added to the credit; less than 0 for what was taken.</param>
/// <param name="CreditAfter">The credit after it.</param>
/// <param name="Reference">The payment's reference, the adjustment's or the charge line's id.</param>
/// <param name="Reason">Why, for adjustments, reversals and restatements.</param>
internal sealed record StatementEntry(DateOnly On, string Kind, decimal Amount, decimal CreditAfter, string Reference, string? Reason);

/// <summary>A change of a customer's credit, with the event that made it.</summary>
/// <param name="On">See <see cref="StatementEntry"/>.</param>
/// <param name="Kind">See <see cref="StatementEntry"/>.</param>
/// <param name="Amount">See <see cref="StatementEntry"/>.</param>
/// <param name="CreditAfter">See <see cref="StatementEntry"/>.</param>
/// <param name="Reference">See <see cref="StatementEntry"/>.</param>
/// <param name="Reason">See <see cref="StatementEntry"/>.</param>
/// <param name="Position">Where in the log it was recorded.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Actor">Whose key.</param>
internal sealed record RecordedEntry(
    DateOnly On, string Kind, decimal Amount, decimal CreditAfter, string Reference, string? Reason, long Position, DateTimeOffset RecordedAt, string Actor)
{
    public static RecordedEntry Of(StatementEntry entry, StoredEvent stored) => new(
        entry.On, entry.Kind, entry.Amount, entry.CreditAfter, entry.Reference, entry.Reason, stored.Position, stored.Metadata.RecordedAt, stored.Metadata.Actor);
}
