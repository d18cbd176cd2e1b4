namespace PackageBilling.Messaging.Mail;

/// <summary>What could grow or last when documents are sent, with its bound and the reason for it.</summary>
internal static class MailLimits
{
    /// <summary>
    /// Servers that don't know a sender yet take a second attempt after some minutes, and a server that is down is
    /// seldom so for hours.
    /// </summary>
    public static readonly MailPauses Pauses = new(
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)],
        OffHere: TimeSpan.FromMinutes(1));

    /// <summary>Mails that one node sends at the same time; mail servers allow a sender few connections.</summary>
    public const int AtOnce = 4;

    /// <summary>Mails that a node takes from the queue each time, so that other nodes send some of many.</summary>
    public const int Taken = 20;

    /// <summary>How often a node looks for mails in the queue.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a node that stops gives the mails in hand to end, so that none is sent twice for it. Less than
    /// <see cref="MessagingLimits.Drain"/>, in which what is left is given back.
    /// </summary>
    public static readonly TimeSpan Finish = TimeSpan.FromSeconds(4);
}

/// <summary>How long a mail waits that was not sent.</summary>
/// <param name="Failed">Pauses before one that failed is tried again; after the last one it is a dead letter.</param>
/// <param name="OffHere">How long a node that has no mail server set leaves one to others.</param>
internal sealed record MailPauses(TimeSpan[] Failed, TimeSpan OffHere);
