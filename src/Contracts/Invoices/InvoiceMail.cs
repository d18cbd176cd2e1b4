namespace PackageBilling.Contracts;

/// <summary>A mail with an invoice.</summary>
/// <param name="MailId">Its id.</param>
/// <param name="To">The address.</param>
/// <param name="Status"><see cref="Queued"/>, <see cref="SentStatus"/> or <see cref="FailedStatus"/>.</param>
/// <param name="AskedAt">When it was asked for.</param>
/// <param name="EndedAt">When the mail server took it, or it was given up; null while it waits.</param>
/// <param name="Error">Why it failed.</param>
public sealed record InvoiceMail(
    string MailId, string To, string Status, DateTimeOffset AskedAt, DateTimeOffset? EndedAt, string? Error)
{
    /// <summary>It waits to be sent, or to be tried again.</summary>
    public const string Queued = "queued";

    /// <summary>The mail server has taken it.</summary>
    public const string SentStatus = "sent";

    /// <summary>It was given up; it is a dead letter, and can be sent again.</summary>
    public const string FailedStatus = "failed";
}
