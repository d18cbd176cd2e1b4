using System.Buffers;

namespace PackageBilling.Billing;

/// <summary>A customer of a run decided again, with the leaves of its lines.</summary>
/// <param name="Outcome">What was decided.</param>
/// <param name="Charged">The leaves of the lines that are charged, one after the other.</param>
/// <param name="NotCharged">Those of the others.</param>
internal sealed record DecidedAgain(CustomerOutcome Outcome, byte[] Charged, byte[] NotCharged)
{
    public string CustomerId => Outcome.Customer.CustomerId;

    public static DecidedAgain Of(DateOnly date, CustomerOutcome outcome) => new(outcome, Leaves(date, outcome, true), Leaves(date, outcome, false));

    /// <summary>The lines in the form in which recorded ones are read: one that was not charged is recorded without its interval.</summary>
    public IEnumerable<ReportLine> Lines(DateOnly date)
    {
        foreach (var line in Outcome.Lines)
        {
            var shown = ReportLine.Of(date, Outcome.Customer, line);
            yield return line.Outcome == LineOutcome.Charged
                ? shown with { ChargeId = ChargeIds.Of(line.Assignment.AssignmentId, line.Kind, line.KeyDate, line.Nth) }
                : shown.AsKept();
        }
    }

    private static byte[] Leaves(DateOnly date, CustomerOutcome outcome, bool charged)
    {
        var hashes = default(ArrayBufferWriter<byte>);
        foreach (var line in outcome.Lines)
            if (line.Outcome == LineOutcome.Charged == charged) LineLeaf.Write(hashes ??= new(), date, outcome.Customer, line);
        return hashes?.WrittenSpan.ToArray() ?? [];
    }
}
