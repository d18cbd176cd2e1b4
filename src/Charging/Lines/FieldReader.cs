using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace PackageBilling.Charging.Lines;

/// <summary>Reads what <see cref="FieldWriter"/> wrote, field by field.
/// What is not in its format is a <see cref="FormatException"/>.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>Whether the last field was read.</summary>
    public bool IsAtEnd { get; private set; }

    public ReadOnlySpan<byte> Next()
    {
        if (IsAtEnd) throw Bad();
        var end = _rest.IndexOf(FieldWriter.Between);
        var field = end < 0 ? _rest : _rest[..end];
        IsAtEnd = end < 0;
        _rest = end < 0 ? [] : _rest[(end + 1)..];
        return field;
    }

    public string? Text()
    {
        var field = Next();
        if (field is [FieldWriter.None]) return null;
        var plain = Encoding.UTF8.GetString(field);
        if (!field.Contains((byte)'\\')) return plain;
        var made = new StringBuilder(plain.Length);
        for (var i = 0; i < plain.Length; i++)
            made.Append(plain[i] != '\\' ? plain[i] : ++i == plain.Length
                ? throw Bad() : plain[i] switch { 's' => ' ', 'n' => '\n', var other => other });
        return made.ToString();
    }

    public int Number() => Utf8Parser.TryParse(Next(), out int number, out _) ? number : throw Bad();

    public decimal? Amount()
    {
        var field = Next();
        if (field is [FieldWriter.None]) return null;
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(field, Style, CultureInfo.InvariantCulture, out var amount) ? amount : throw Bad();
    }

    public DateOnly? Date()
    {
        var field = Next();
        if (field is [FieldWriter.None]) return null;
        return field.Length == 10 && Utf8Parser.TryParse(field[..4], out int year, out _)
            && Utf8Parser.TryParse(field[5..7], out int month, out _)
            && Utf8Parser.TryParse(field[8..], out int day, out _) && year is > 0 and < 10_000 && month is > 0 and < 13
            && day > 0 && day <= DateTime.DaysInMonth(year, month)
            ? new(year, month, day) : throw Bad();
    }

    public ChargeKind Kind()
    {
        var field = Next();
        Span<char> name = stackalloc char[16];
        return field.Length <= name.Length && ChargeKinds.Parse(name[..Encoding.UTF8.GetChars(field, name)]) is { } kind
            ? kind : throw Bad();
    }

    public LineOutcome Outcome()
    {
        var field = Next();
        for (var outcome = LineOutcome.Charged; outcome <= LineOutcome.Quarantined; outcome++)
            if (Ascii.Equals(field, outcome.Text())) return outcome;
        throw Bad();
    }

    public static FormatException Bad() => new("A stored line is not in its format.");
}
