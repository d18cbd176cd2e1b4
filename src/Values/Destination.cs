namespace PackageBilling.Values;

/// <summary>The number that was called, as E.164 digits (domain: "Calls").</summary>
public static class Destination
{
    /// <summary>The most digits of E.164.</summary>
    private const int MaxDigits = 15;

    /// <summary>What is wrong with a text that is no destination.</summary>
    public const string Fault = "must be 1 to 15 digits of E.164, with '+', '00' or spaces at most";

    /// <summary>The digits without <c>+</c>, <c>00</c> and spaces; null when that leaves no number.</summary>
    public static string? Normalise(string text)
    {
        if (text.Length > 40) return null;
        var digits = text.Contains(' ', StringComparison.Ordinal)
            ? text.Replace(" ", "", StringComparison.Ordinal) : text;
        if (digits.StartsWith('+')) digits = digits[1..];
        else if (digits.StartsWith("00", StringComparison.Ordinal)) digits = digits[2..];
        return digits.Length is >= 1 and <= MaxDigits && digits[0] != '0' && digits.All(char.IsAsciiDigit)
            ? digits : null;
    }
}
