using System.Text.RegularExpressions;
using FluentValidation;

namespace PackageBilling.Values;

/// <summary>Phone numbers as E.164 digits (domain: "Words", DID).</summary>
public static partial class PhoneNumbers
{
    /// <summary>A DID as it is stored: without its leading <c>+</c>; null when it is not one.</summary>
    public static string? Did(string? text) =>
        text is not null && DidPattern().IsMatch(text) ? text.TrimStart('+') : null;

    /// <summary>Refuses what cannot be a DID; null passes.</summary>
    public static IRuleBuilderOptions<T, string?> DidNumber<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(did => did is null || Did(did) is not null)
        .WithMessage("must be 3 to 15 digits of E.164 with an optional leading '+'");

    [GeneratedRegex(@"\A\+?[1-9][0-9]{2,14}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DidPattern();
}
