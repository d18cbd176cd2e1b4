using System.Buffers;
using System.Security.Cryptography;

namespace PackageBilling.Billing;

/// <summary>A customer of a run decided again, with the leaves of its lines.</summary>
/// <param name="Outcome">What was decided.</param>
/// <param name="Charged">The leaves of the lines that are charged, one after the other.</param>
/// <param name="NotCharged">Those of the others.</param>
/// <param name="Print">The fingerprint of the lines that are charged and of what they do to the account, to compare with the recorded one.</param>
internal sealed record DecidedAgain(CustomerOutcome Outcome, byte[] Charged, byte[] NotCharged, UInt128 Print)
{
    public string CustomerId => Outcome.Customer.CustomerId;

    /// <param name="position">The position that it was decided at.</param>
    /// <param name="date">The date of the run.</param>
    /// <param name="outcome">What was decided.</param>
    /// <param name="forms">For one customer after the other.</param>
    public static DecidedAgain Of(long position, DateOnly date, CustomerOutcome outcome, ArrayBufferWriter<byte> forms)
    {
        // Those that are charged come last: what they are hashed of stays, and goes into the fingerprint.
        var notCharged = Leaves(date, outcome, false, forms);
        var charged = Leaves(date, outcome, true, forms);
        return new(outcome, charged, notCharged, charged.Length == 0 ? default : RecordedPostings.Print(forms, CreditMoved.Of(position, outcome)));
    }

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

    private static byte[] Leaves(DateOnly date, CustomerOutcome outcome, bool charged, ArrayBufferWriter<byte> forms)
    {
        forms.ResetWrittenCount();
        var count = 0;
        foreach (var line in outcome.Lines)
            if (line.Outcome == LineOutcome.Charged == charged) count++;
        if (count == 0) return [];
        var (leaves, place) = (new byte[count * SHA256.HashSizeInBytes], 0);
        foreach (var line in outcome.Lines)
        {
            if (line.Outcome == LineOutcome.Charged != charged) continue;
            var start = forms.WrittenCount;
            LineLeaf.WriteForm(forms, date, outcome.Customer, line);
            ShortHash.Write(forms.WrittenSpan[start..], leaves.AsSpan(place));
            place += SHA256.HashSizeInBytes;
        }
        return leaves;
    }
}
