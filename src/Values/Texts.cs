using FluentValidation;

namespace PackageBilling.Values;

/// <summary>Limits of free text, in one place.</summary>
public static class Texts
{
    /// <summary>Names of packages, customers and keys, in characters (domain: "The package").</summary>
    public const int Name = 200;

    /// <summary>Descriptions, in characters: a paragraph or two on a screen.</summary>
    public const int Description = 2_000;

    /// <summary>Reasons and references, in characters: a sentence, or an invoice's or payment's number.</summary>
    public const int Reason = 500;

    /// <summary>Idempotency keys and request ids, in characters.</summary>
    public const int Key = 200;

    /// <summary>Refuses text that is blank, longer than <paramref name="max"/> or has control characters;
    /// null passes.</summary>
    public static IRuleBuilderOptions<T, string?> Line<T>(this IRuleBuilder<T, string?> rule, int max) => rule
        .Must(text => text is null || !string.IsNullOrWhiteSpace(text)).WithMessage("must not be blank")
        .Must(text => text is null || text.Length <= max).WithMessage($"must be at most {max} characters")
        .Must(text => text is null || !text.Any(char.IsControl)).WithMessage("must not contain control characters");

    /// <summary>Refuses text that is longer than <paramref name="max"/> or has control characters but line ends
    /// and tabs; null passes.</summary>
    public static IRuleBuilderOptions<T, string?> Paragraph<T>(this IRuleBuilder<T, string?> rule, int max) => rule
        .Must(text => text is null || text.Length <= max).WithMessage($"must be at most {max} characters")
        .Must(text => text is null || !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
        .WithMessage("must not contain control characters");
}
