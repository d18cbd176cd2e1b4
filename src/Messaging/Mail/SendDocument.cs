namespace PackageBilling.Messaging.Mail;

/// <summary>Asks any node to send a document by e-mail.</summary>
/// <param name="Number">The document's number, such as <c>INV-2026-000123</c>.</param>
/// <param name="CustomerId">The customer that it is for.</param>
/// <param name="MailId">
/// The mail's own id: a document that is sent again on purpose has a new one. Never personal, since the queue keeps it.
/// </param>
public sealed record SendDocument(string Number, string CustomerId, string MailId)
{
    /// <summary>The id of the message, the same from every node, so that the queue drops a duplicate.</summary>
    internal Guid MessageId => Messages.IdOf($"mail/{MailId}");
}
