using System.Text;
using MimeKit;

namespace PackageBilling.Mail;

/// <summary>Reads e-mail addresses.</summary>
internal static class MailAddress
{
    /// <summary>The mailbox of an address alone, such as <c>billing@example.com</c>; null when it isn't one.</summary>
    /// <param name="text">The address.</param>
    /// <param name="name">The name before it; may be empty.</param>
    public static MailboxAddress? Parse(string text, string name) =>
        MailboxAddress.TryParse(text, out var found) && found.Address == text && found.Domain.Length > 0
            && !text.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter))
            ? new MailboxAddress(Encoding.UTF8, MailTemplate.OneLine(name), text) : null;
}
