namespace PackageBilling.Messaging.Mail;

/// <summary>What the rest of the product has to know about e-mail.</summary>
/// <param name="IsOn">Whether a mail server is set. Without one nothing is asked to be sent, and screens say
/// so.</param>
/// <param name="Template">The subject and text of mails with documents.</param>
public sealed record MailSettings(bool IsOn, MailTemplate Template)
{
    /// <summary>No mail server is set.</summary>
    public static readonly MailSettings Off =
        new(false, new(MailTemplate.DefaultSubject, MailTemplate.DefaultText, ""));
}
