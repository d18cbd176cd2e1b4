using System.Buffers;
using System.Security.Cryptography;

namespace PackageBilling.Auditing.Replay;

/// <summary>A customer of a run decided again, with the leaves of its lines.</summary>
/// <param name="Outcome">What was decided.</param>
/// <param name="Charged">The leaves of the lines that are charged, one after the other.</param>
/// <param name="NotCharged">Those of the others.</param>
/// <param name="Print">
/// The fingerprint of the lines that are charged and of what they do to the account, to compare with the recorded one.
/// </param>
internal sealed record DecidedAgain(CustomerOutcome Outcome, byte[] Charged, byte[] NotCharged, UInt128 Print)
{
    public string CustomerId => Outcome.Customer.CustomerId;

    /// <param name="position">The position that it was decided at.</param>
    /// <param name="date">The date of the run.</param>
    /// <param name="outcome">What was decided.</param>
    /// <param name="formats">For one customer after the other.</param>
    public static DecidedAgain Of(
        long position, DateOnly date, CustomerOutcome outcome, ArrayBufferWriter<byte> formats)
    {
        // Charged lines come last: their formats stay in the buffer and go into the fingerprint.
        var notCharged = Leaves(date, outcome, false, formats);
        var charged = Leaves(date, outcome, true, formats);
        return new(outcome, charged, notCharged,
            charged.Length == 0 ? default : RecordedPostings.Print(formats, CreditMoved.Of(position, outcome)));
    }

    /// <summary>The lines in the form in which recorded ones are read.</summary>
    public IEnumerable<ReportLine> Lines(DateOnly date) => Outcome.Lines.Select(decided => ReportLine.Of(
        Outcome.Customer.CustomerId, Outcome.Customer.Currency, date, decided.Outcome, decided.Reason, decided.Line,
        isPosted: decided.Outcome == LineOutcome.Charged));

    private static byte[] Leaves(DateOnly date, CustomerOutcome outcome, bool charged, ArrayBufferWriter<byte> formats)
    {
        formats.ResetWrittenCount();
        var count = 0;
        foreach (var line in outcome.Lines)
            if (line.Outcome == LineOutcome.Charged == charged) count++;
        if (count == 0) return [];
        var (leaves, place) = (new byte[count * SHA256.HashSizeInBytes], 0);
        foreach (var line in outcome.Lines)
        {
            if (line.Outcome == LineOutcome.Charged != charged) continue;
            var start = formats.WrittenCount;
            SealedLine.Write(formats, date, outcome.Customer, line);
            ShortHash.Write(formats.WrittenSpan[start..], leaves.AsSpan(place));
            place += SHA256.HashSizeInBytes;
        }
        return leaves;
    }
}
