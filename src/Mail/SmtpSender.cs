using System.Globalization;
using System.Net.Security;
using System.Text.RegularExpressions;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace PackageBilling.Mail;

/// <summary>Gives mails to the mail server, each on a connection of its own.</summary>
internal sealed partial class SmtpSender(SmtpSettings settings, TimeProvider clock) : IMailSender
{
    /// <summary>Answers from this one on mean that the same will be refused again.</summary>
    private const int ForGood = 500;

    /// <summary>How long a mail may take: servers that look for viruses take half a minute.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Judges the server's certificate instead of the machine; for tests.</summary>
    public RemoteCertificateValidationCallback? Trusts { get; init; }

    public async Task Send(string mailId, OutgoingMail mail, CancellationToken ct)
    {
        var message = SmtpMessage.Of(mailId, mail, settings, clock.GetUtcNow());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        try
        {
            await Send(message, limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new MailDelayedException("The mail server took too long to answer.");
        }
    }

    private async Task Send(MimeMessage message, CancellationToken ct)
    {
        using var client = new SmtpClient();
        // As other clients of .NET do: an authority that can't be reached from here must not hold mail up.
        client.CheckCertificateRevocation = false;
        if (Trusts is not null) client.ServerCertificateValidationCallback = Trusts;
        try
        {
            await client.ConnectAsync(settings.Host, settings.Port, Options, ct);
            if (settings.Login is { } login) await client.AuthenticateAsync(login, ct);
            await client.SendAsync(message, ct);
        }
        catch (SmtpCommandException e)
        {
            throw Failure(e, message);
        }
        catch (AuthenticationException e)
        {
            throw new MailDelayedException($"The mail server refused the login: {Anonymous(e.Message)}");
        }
        catch (SslHandshakeException e)
        {
            throw new MailDelayedException(
                $"The connection to the mail server can't be encrypted: {(e.InnerException ?? e).Message}");
        }
        // It has been taken: a connection that breaks now must not have it sent again.
        await client.DisconnectAsync(quit: true, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private SecureSocketOptions Options => settings.Security switch
    {
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    // Whatever else is refused, such as the login, the sender or the one who gets copies, is a matter of the settings:
    // it's tried again, so that mails needn't be sent again one by one when the settings are right.
    private static Exception Failure(SmtpCommandException e, MimeMessage message)
    {
        var answer = string.Create(
            CultureInfo.InvariantCulture, $"The mail server answered {(int)e.StatusCode}: {Anonymous(e.Message)}");
        var isOfThisMail = e.ErrorCode == SmtpErrorCode.MessageNotAccepted
            || (e.ErrorCode == SmtpErrorCode.RecipientNotAccepted
                && e.Mailbox?.Address == message.To.Mailboxes.Single().Address);
        return isOfThisMail && (int)e.StatusCode >= ForGood
            ? new MailRefusedException(answer) : new MailDelayedException(answer);
    }

    // Servers repeat the receiver's address, which erasing a customer could not take out of the log.
    private static string Anonymous(string answer) =>
        AnyAddress().Replace(MailTemplate.OneLine(answer), "(address)");

    [GeneratedRegex(@"[^\s<>""(),:;]+@[^\s<>""(),:;]+", RegexOptions.CultureInvariant)]
    private static partial Regex AnyAddress();
}
