using System.Collections.Immutable;

namespace PackageBilling.Billing.Corrections;

/// <summary>The lines of an account that wait for an invoice, folded from its stream (domain:
/// "Credit", accrued).</summary>
/// <param name="Open">The lines by charge id.</param>
/// <param name="Count">How many there ever were.</param>
internal sealed record AccruedLines(ImmutableDictionary<string, AccruedLine> Open, int Count)
{
    public static readonly AccruedLines None = new(
        ImmutableDictionary.Create<string, AccruedLine>(StringComparer.Ordinal), 0);

    /// <summary>The ids of the lines up to a date, in the order in which they were posted.</summary>
    public IReadOnlyList<string> Through(DateOnly date) =>
        [.. Open.Where(line => line.Value.Date <= date).OrderBy(line => line.Value.Number).Select(line => line.Key)];

    public static AccruedLines Evolve(AccruedLines state, object fact) => fact switch
    {
        ChargesPosted charges => charges.Lines.Where(line => !line.DebitsCredit)
            .Aggregate(state, (open, line) => open.With(line.Id, charges.Date, line.Retail)),

        // A line that waits is simply gone. One that was invoiced already has to be made good on a later invoice.
        LineReversed { Line.DebitsCredit: false } reversed => state.Open.ContainsKey(reversed.Line.Id)
            ? state with { Open = state.Open.Remove(reversed.Line.Id) }
            : state.With(ChargeIds.OfReversal(reversed.Line.Id), reversed.Date, -reversed.Line.Retail),
        ChargesRestated restated => restated.Lines.Where(line => !line.Line.DebitsCredit)
            .Aggregate(state, (open, line) => open.With(line.Id, line.Date, line.Line.Retail)),
        AccruedInvoiced invoiced => state with { Open = state.Open.RemoveRange(invoiced.ChargeId) },
        _ => state,
    };

    private AccruedLines With(string chargeId, DateOnly date, decimal amount) =>
        new(Open.Add(chargeId, new(Count, date, amount)), Count + 1);
}

/// <summary>A line that waits for an invoice: its place in the account's order, its business date
/// and its amount.</summary>
internal readonly record struct AccruedLine(int Number, DateOnly Date, decimal Amount);
