using System.Text.RegularExpressions;
using FluentValidation;

namespace PackageBilling.Values;

/// <summary>Ids that the carrier's own systems give: 1 to 64 of letters, digits, <c>.</c>, <c>_</c>, <c>-</c> (domain:
/// "Words").</summary>
public static partial class Identifiers
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>What an id must be, for messages.</summary>
    public const string Rule = "must be 1 to 64 letters, digits, '.', '_' or '-'";

    /// <summary>Whether a text can be an id.</summary>
    public static bool IsValid(string? id) => id is not null && Pattern().IsMatch(id);

    /// <summary>Refuses what cannot be an id; null passes.</summary>
    public static IRuleBuilderOptions<T, string?> Identifier<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(id => id is null || IsValid(id)).WithMessage(Rule);

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
