using System.Net.Mail;
using FluentValidation;

namespace PackageBilling.Values;

/// <summary>
/// What an e-mail address may be: one mailbox, without a display name. Whether mail arrives there is known only by
/// sending some.
/// </summary>
public static class EmailAddresses
{
    /// <summary>The longest address, in characters (RFC 5321).</summary>
    public const int MaxLength = 254;

    /// <summary>Whether a text can be an address.</summary>
    public static bool IsValid(string text) =>
        text.Length <= MaxLength && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || "\",;<>".Contains(c))
        && MailAddress.TryCreate(text, out var address) && address.Address == text
        && address.Host.Contains('.', StringComparison.Ordinal)
        && Uri.CheckHostName(address.Host) == UriHostNameType.Dns;

    /// <summary>Refuses what can't be an address; null passes.</summary>
    public static IRuleBuilderOptions<T, string?> EmailAddress<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(text => text is null || IsValid(text))
        .WithMessage("must be one e-mail address, such as billing@example.com");
}
