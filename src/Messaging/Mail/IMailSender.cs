namespace PackageBilling.Messaging.Mail;

/// <summary>Gives a mail to the mail server. Registered only where one is set.</summary>
public interface IMailSender
{
    /// <summary>Returns when the mail server has taken it.</summary>
    /// <param name="mailId">The mail's id, which its <c>Message-Id</c> follows from.</param>
    /// <param name="mail">The mail.</param>
    /// <param name="ct">Breaks off; the server may have taken it all the same.</param>
    /// <exception cref="MailRefusedException">The server doesn't take it, now or later.</exception>
    /// <exception cref="Exception">Anything else: it may be taken later.</exception>
    Task Send(string mailId, OutgoingMail mail, CancellationToken ct);
}

/// <summary>A mail server doesn't take a mail, and trying again is of no use.</summary>
/// <param name="message">Why, without e-mail addresses: it is shown and recorded.</param>
public sealed class MailRefusedException(string message) : Exception(message);

/// <summary>A mail could not be sent now, and may be later.</summary>
/// <param name="message">Why, without e-mail addresses: it is shown and recorded.</param>
public sealed class MailDelayedException(string message) : Exception(message);
