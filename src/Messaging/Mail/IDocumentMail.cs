namespace PackageBilling.Messaging.Mail;

/// <summary>
/// What is sent with a document, and where it is recorded that it was sent. The module whose documents they are
/// implements it; there is an instance for each mail.
/// </summary>
/// <remarks>
/// A mail is sent at least once. Between the mail server's acceptance and <see cref="Sent"/> a process may die, and
/// then it is sent again, with the same <c>Message-Id</c>.
/// </remarks>
public interface IDocumentMail
{
    /// <summary>Makes the mail.</summary>
    /// <returns>
    /// Null when there is nothing to send any more: this mail was sent already, the customer was erased or has no
    /// address.
    /// </returns>
    Task<OutgoingMail?> Compose(SendDocument mail, CancellationToken ct);

    /// <summary>Records that the mail server has taken it. A repeat is no event.</summary>
    /// <param name="mail">Which one.</param>
    /// <param name="sent">What was sent. It has the address, which the log may keep as a token only.</param>
    /// <param name="at">When the server took it.</param>
    /// <param name="ct">Breaks off; the mail will be sent again.</param>
    Task Sent(SendDocument mail, OutgoingMail sent, DateTimeOffset at, CancellationToken ct);

    /// <summary>
    /// Records that it was given up. It is a dead letter then, and <see cref="Sent"/> or this may follow when somebody
    /// has it sent again.
    /// </summary>
    /// <param name="mail">Which one.</param>
    /// <param name="error">Why, in a sentence without e-mail addresses.</param>
    /// <param name="at">When it failed for the last time.</param>
    /// <param name="ct">Breaks off.</param>
    Task Failed(SendDocument mail, string error, DateTimeOffset at, CancellationToken ct);
}

/// <summary>A mail with a document.</summary>
/// <param name="ToAddress">The receiver's address.</param>
/// <param name="ToName">The receiver's name.</param>
/// <param name="Subject">The subject, from <see cref="MailTemplate"/>.</param>
/// <param name="Text">The text, from <see cref="MailTemplate"/>.</param>
/// <param name="FileName">The attachment's name.</param>
/// <param name="ContentType">The attachment's type, such as <c>application/pdf</c>.</param>
/// <param name="Content">The attachment.</param>
public sealed record OutgoingMail(
    string ToAddress, string ToName, string Subject, string Text, string FileName, string ContentType,
    ReadOnlyMemory<byte> Content);
