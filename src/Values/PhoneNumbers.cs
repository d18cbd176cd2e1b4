using System.Buffers;
using System.Text.RegularExpressions;
using FluentValidation;

namespace PackageBilling.Values;

/// <summary>Phone numbers as E.164 digits (domain: "Words", DID).</summary>
public static partial class PhoneNumbers
{
    /// <summary>What is wrong with a text that is no DID.</summary>
    public const string Fault = "must be a phone number of 3 to 15 digits with its country code, such as +442079460001";

    // Spaces, dashes and what else people and programs put between digits.
    private const string Between = " \t\u00a0\u2007\u2009\u202f-\u2010\u2011\u2012\u2013./()";

    private static readonly SearchValues<char> Separating = SearchValues.Create(Between);

    // A number itself begins with neither.
    private static readonly char[] Prefix = ['+', '0'];

    // The longest number with a separator after each digit.
    private const int MaxLength = 40;

    /// <summary>A text without spaces, dashes, dots, slashes and parentheses.</summary>
    public static string Joined(string text) =>
        text.AsSpan().ContainsAny(Separating) ? string.Concat(text.Where(c => !Separating.Contains(c))) : text;

    /// <summary>A DID as it is stored: digits only, without a leading <c>+</c> or <c>00</c> and without spaces, dashes,
    /// dots, slashes and parentheses; null when it is not one.</summary>
    public static string? Did(string? text)
    {
        if (text is null || text.Length > MaxLength) return null;
        // Calls have one by the million: a match with its groups would cost each of them five objects.
        var joined = Joined(text);
        return DidPattern().IsMatch(joined) ? joined.TrimStart(Prefix) : null;
    }

    /// <summary>Refuses what cannot be a DID; null passes.</summary>
    public static IRuleBuilderOptions<T, string?> DidNumber<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(did => did is null || Did(did) is not null).WithMessage(Fault);

    [GeneratedRegex(@"\A(?:\+|00)?[1-9][0-9]{2,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DidPattern();
}
