using System.Buffers.Text;
using System.Globalization;
using FluentValidation;

namespace PackageBilling.Values;

/// <summary>What an amount of money may be: exact decimals, kept to 6 places (domain: top of the page).</summary>
public static class Amounts
{
    /// <summary>Decimal places that amounts are kept to.</summary>
    public const int Decimals = 6;

    /// <summary>The largest price, payment or limit that is accepted, in units of its currency.</summary>
    public const decimal Max = 1_000_000_000m;

    /// <summary>Half to even at 6 places: the one place where amounts are rounded.</summary>
    public static decimal Round(decimal amount) => decimal.Round(amount, Decimals, MidpointRounding.ToEven);

    /// <summary>The format in which amounts are sent and shown: two to six places, no grouping, such as <c>45.00</c>
    /// or <c>0.021</c>.</summary>
    public static string Text(decimal amount) => amount.ToString("0.00####", CultureInfo.InvariantCulture);

    /// <summary>
    /// The format in which amounts are stored: all their places, as <see cref="decimal.ToString(IFormatProvider)"/>
    /// writes them, in half its time. A run writes them by the million.
    /// </summary>
    /// <param name="amount">Any.</param>
    /// <param name="into">At least 31 bytes.</param>
    /// <returns>The bytes written.</returns>
    public static int Write(decimal amount, Span<byte> into)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(amount, parts);
        int written;
        if (parts[2] != 0 || parts[3] < 0 || amount.Scale >= Tens.Length)
        {
            amount.TryFormat(into, out written, default, CultureInfo.InvariantCulture);
            return written;
        }
        var (whole, places) = Math.DivRem(((ulong)(uint)parts[1] << 32) | (uint)parts[0], Tens[amount.Scale]);
        Utf8Formatter.TryFormat(whole, into, out written);
        if (amount.Scale == 0) return written;
        into[written] = (byte)'.';
        var end = written + 1 + amount.Scale;
        for (var at = end - 1; at > written; at--, places /= 10) into[at] = (byte)('0' + (places % 10));
        return end;
    }

    private static readonly ulong[] Tens = [.. Enumerable.Range(0, 19)
        .Select(power => Enumerable.Repeat(10UL, power).Aggregate(1UL, (all, ten) => all * ten))];

    // An amount within bounds has 10 digits before the point and 6 after; longer texts can only have redundant zeros.
    // No more is read than a decimal holds: it would round the rest, and a price
    // that is rounded silently is a wrong bill.
    private const int MaxPlain = 29, MaxScientific = 20, MaxExponent = 8;

    /// <summary>An amount as it was sent, exactly.</summary>
    /// <param name="utf8">Its text.</param>
    /// <param name="isNumber">A JSON number, which may have an exponent; not a text.</param>
    /// <param name="amount">The amount.</param>
    /// <returns>Whether it is one that a decimal holds without rounding;
    /// <see cref="NumberFaults"/> says why not.</returns>
    public static bool TryRead(ReadOnlySpan<byte> utf8, bool isNumber, out decimal amount)
    {
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        amount = 0;
        // The framework would take a leading plus sign and trailing NUL characters.
        if (utf8.IsEmpty || utf8[0] == (byte)'+' || utf8[^1] == 0) return false;
        var exponent = utf8.IndexOfAny((byte)'e', (byte)'E');
        var isExact = exponent < 0
            ? utf8.Length <= MaxPlain
            : utf8.Length <= MaxScientific
                && int.TryParse(
                    utf8[(exponent + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)
                && Math.Abs((long)power) <= MaxExponent;
        return isExact && decimal.TryParse(
            utf8, isNumber ? plain | NumberStyles.AllowExponent : plain, CultureInfo.InvariantCulture, out amount);
    }

    /// <summary>Refuses more than 6 places and anything outside 0 to <see cref="Max"/>.</summary>
    public static IRuleBuilderOptions<T, decimal?> Price<T>(this IRuleBuilder<T, decimal?> rule) => rule
        .Must(amount => amount is null or (>= 0 and <= Max)).WithMessage($"must be from 0 to {Max:0}")
        .Must(amount => amount is not { } value || Round(value) == value)
        .WithMessage($"must have at most {Decimals} decimals");
}
