using System.Security.Cryptography;
using System.Text;
using MimeKit;

namespace PackageBilling.Mail;

/// <summary>Writes a mail as the mail server takes it.</summary>
internal static class SmtpMessage
{
    public static MimeMessage Of(string mailId, OutgoingMail mail, SmtpSettings settings, DateTimeOffset at)
    {
        var to = MailAddress.Parse(mail.ToAddress, mail.ToName)
            ?? throw new MailRefusedException("The customer's e-mail address isn't one that can be sent to.");
        var body = new BodyBuilder { TextBody = mail.Text };
        body.Attachments.Add(
            MailTemplate.OneLine(mail.FileName), mail.Content.ToArray(), ContentType.Parse(mail.ContentType));
        var message = new MimeMessage
        {
            Subject = MailTemplate.OneLine(mail.Subject),
            Date = at,
            MessageId = IdOf(mailId, settings.From),
            Body = body.ToMessageBody(),
        };
        message.From.Add(settings.From);
        message.To.Add(to);
        if (settings.Bcc is not null) message.Bcc.Add(settings.Bcc);
        // So that nobody's "out of office" answers it (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    /// <summary>The same for the same mail, so that receivers can tell a repeat.</summary>
    private static string IdOf(string mailId, MailboxAddress from) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(mailId)).AsSpan(0, 16))}@"
        + MailboxAddress.EncodeAddrspec(from.Address).Split('@')[^1];
}
