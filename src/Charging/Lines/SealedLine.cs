using System.Buffers;
using System.Security.Cryptography;

namespace PackageBilling.Charging.Lines;

/// <summary>
/// A line of a run in the form that is sealed: whose it is and what became of it, then the line itself in its one
/// format. The same line as posted, as recorded uncharged and as decided again has the same form, so a replay is
/// compared seal by seal (docs/audit.md).
/// </summary>
public static class SealedLine
{
    /// <summary>The names of the fields, in their order.</summary>
    public static readonly IReadOnlyList<string> Names = ["customerId", "currency", "date", "outcome",
        "reason", .. LineFormat.Names];

    // A date, an outcome and what is between them.
    private const int Fixed = 64;

    /// <summary>Adds the form of a line to what was written before.</summary>
    /// <param name="into">Gets the form, behind the 0 byte that a leaf of a Merkle tree begins with.</param>
    /// <param name="customerId">Whose line it is.</param>
    /// <param name="currency">The currency of its amounts.</param>
    /// <param name="date">The business date of the run.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="reason">Why it is not charged; null when it is.</param>
    /// <param name="line">The line.</param>
    /// <returns>How many bytes of it come before the line's own format.</returns>
    public static int Write(
        IBufferWriter<byte> into, string customerId, string currency, DateOnly date, LineOutcome outcome,
        string? reason, ChargeLine line)
    {
        var needed = 1 + Fixed + FieldWriter.MaxLength(customerId) + FieldWriter.MaxLength(currency)
            + FieldWriter.MaxLength(reason)
            + LineFormat.MaxLength(line);
        var span = into.GetSpan(needed);
        span[0] = 0;
        var fields = new FieldWriter(span[1..]);
        fields.Text(customerId);
        fields.Text(currency);
        fields.Date(date);
        fields.Plain(outcome.Text());
        fields.Text(reason);
        var before = fields.Length;
        LineFormat.Write(ref fields, line);
        into.Advance(fields.Written.Length + 1);
        return before + 1;
    }

    /// <summary>Adds the form of a line as it is decided.</summary>
    public static int Write(IBufferWriter<byte> into, DateOnly date, CustomerBook customer, in DecidedLine decided) =>
        Write(into, customer.CustomerId, customer.Currency, date, decided.Outcome, decided.Reason, decided.Line);

    /// <summary>A line from its form, without the 0 byte or with it.</summary>
    /// <exception cref="FormatException">It is not in this form.</exception>
    public static (string CustomerId, string Currency, DateOnly Date, LineOutcome Outcome,
        string? Reason, ChargeLine Line) Parse(
            ReadOnlySpan<byte> form)
    {
        var fields = new FieldReader(form is [0, ..] ? form[1..] : form);
        return (fields.Text() ?? throw FieldReader.Bad(), fields.Text() ?? throw FieldReader.Bad(),
            fields.Date() ?? throw FieldReader.Bad(), fields.Outcome(), fields.Text(), LineFormat.Read(ref fields));
    }

    /// <summary>Adds the hash of a form to others; a leaf of the run's seal.</summary>
    public static void AddLeaf(IBufferWriter<byte> leaves, ReadOnlySpan<byte> form)
    {
        ShortHash.Write(form, leaves.GetSpan(SHA256.HashSizeInBytes));
        leaves.Advance(SHA256.HashSizeInBytes);
    }
}
