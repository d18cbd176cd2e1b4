using System.Globalization;

namespace PackageBilling.Documents.Sheets;

/// <summary>How amounts and dates are written on a document. The server's culture plays no part.</summary>
internal sealed class DocumentFormat
{
    private const char Minus = '\u2212', NoBreakSpace = '\u00A0';

    private static readonly string[] Patterns =
        [.. Enumerable.Range(0, 29).Select(places => $"#,0.{new string('0', places)}")];

    private readonly int _minorUnits;
    private readonly string _datePattern;
    private readonly DocumentTexts _texts;
    private readonly NumberFormatInfo _numbers;

    public DocumentFormat(DocumentStyle style, int minorUnits)
    {
        _minorUnits = minorUnits is >= 0 and <= 6 ? minorUnits
            : throw new ArgumentOutOfRangeException(nameof(minorUnits), minorUnits, "A currency has 0 to 6 decimals.");
        _datePattern = style.DatePattern;
        _texts = DocumentTexts.For(style.Language);
        _numbers = new NumberFormatInfo
        {
            NumberDecimalSeparator = style.Numbers.DecimalMark.ToString(),
            NumberGroupSeparator = style.Numbers.GroupSeparator is { } separator
                ? (separator == ' ' ? NoBreakSpace : separator).ToString() : "",
            NegativeSign = Minus.ToString(),
        };
    }

    /// <summary>An amount with all its decimals, at least those of the minor unit.</summary>
    public string Exact(decimal amount) => Number(amount, Math.Max(_minorUnits, Plain(amount).Scale));

    /// <summary>An amount in minor units.</summary>
    /// <exception cref="ArgumentException">It has more decimals: printing it would round it.</exception>
    public string Minor(decimal amount) => Plain(amount).Scale <= _minorUnits ? Number(amount, _minorUnits)
        : throw new ArgumentException(
            $"{Number(amount)} has more than the {_minorUnits} decimals of its currency.", nameof(amount));

    /// <summary>A number with the decimals that it has.</summary>
    public string Number(decimal number) => Number(number, Plain(number).Scale);

    public string Date(DateOnly date) => date.ToString(_datePattern, _texts.Dates);

    public string Span(DateOnly from, DateOnly to) => from == to ? Date(from) : _texts.Span(Date(from), Date(to));

    private string Number(decimal number, int places) => number.ToString(Patterns[places], _numbers);

    // Without zeros at the end: dividing by 1 with all decimals leaves the smallest scale.
    private static decimal Plain(decimal amount) => amount / 1.0000000000000000000000000000m;
}
