using System.Buffers;
using System.Text;

namespace PackageBilling.Billing.Runs;

/// <summary>Recorded lines in the format that is sealed (<see cref="SealedLine"/>).</summary>
internal static class SealedFormat
{
    /// <summary>Writes a line that was posted.</summary>
    public static void Write(IBufferWriter<byte> into, ChargesPosted posted, ChargeLine line) =>
        SealedLine.Write(into, posted.CustomerId, posted.Currency, posted.Date, LineOutcome.Charged, null, line);

    /// <summary>Writes a line that was considered and not charged.</summary>
    public static void Write(IBufferWriter<byte> into, DateOnly date, UnchargedLine line) =>
        SealedLine.Write(into, line.CustomerId, line.Currency, date, line.Outcome, line.Reason, line.Line);

    /// <summary>A line that was posted, as text.</summary>
    public static string Text(ChargesPosted posted, ChargeLine line) => Text(text => Write(text, posted, line));

    /// <summary>A line that was considered and not charged, as text.</summary>
    public static string Text(DateOnly date, UnchargedLine line) => Text(text => Write(text, date, line));

    // Without the 0 byte that a leaf begins with.
    private static string Text(Action<IBufferWriter<byte>> write)
    {
        var text = new ArrayBufferWriter<byte>();
        write(text);
        return Encoding.UTF8.GetString(text.WrittenSpan[1..]);
    }
}
