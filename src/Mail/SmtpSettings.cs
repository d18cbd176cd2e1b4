using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace PackageBilling.Mail;

/// <summary>The mail server, and from whom mails are (settings <c>Smtp</c>).</summary>
/// <param name="Host">The server's name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Security">How the connection is encrypted.</param>
/// <param name="Login">The user and password; null to send without.</param>
/// <param name="From">The sender.</param>
/// <param name="Bcc">Who gets a copy that the receiver doesn't see; null for nobody.</param>
/// <param name="Template">The subject and text.</param>
internal sealed record SmtpSettings(
    string Host, int Port, SmtpSecurity Security, NetworkCredential? Login, MailboxAddress From, MailboxAddress? Bcc,
    MailTemplate Template)
{
    /// <summary>The longest file with the text, in bytes: many times what anybody reads.</summary>
    public const int MaxText = 64 * 1024;

    private const int SubmissionPort = 587;

    /// <summary>Reads the settings; <c>Smtp:Host</c> is set.</summary>
    /// <exception cref="InvalidOperationException">One of them can't be used; the message names it.</exception>
    public static SmtpSettings Read(IConfiguration settings)
    {
        var host = Text(settings, MailRegistration.HostSetting)!;
        var security = ReadSecurity(settings, host);
        var from = ReadFrom(settings);
        var carrier = Text(settings, "Carrier:Name") ?? (from.Name is { Length: > 0 } name ? name : from.Address);
        return new(host, ReadPort(settings), security, ReadLogin(settings), from,
            Text(settings, "Smtp:Bcc") is { } bcc ? Address("Smtp:Bcc", bcc, "") : null,
            new(ReadSubject(settings), ReadText(settings), carrier));
    }

    private static int ReadPort(IConfiguration settings)
    {
        if (Text(settings, "Smtp:Port") is not { } text) return SubmissionPort;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is >= IPEndPoint.MinPort + 1 and <= IPEndPoint.MaxPort
            ? port : throw Refuse("Smtp:Port", "must be a port from 1 to 65535");
    }

    private static SmtpSecurity ReadSecurity(IConfiguration settings, string host)
    {
        var text = Text(settings, "Smtp:Security") ?? "startTls";
        if (!text.All(char.IsAsciiLetter) || !Enum.TryParse<SmtpSecurity>(text, ignoreCase: true, out var security))
            throw Refuse("Smtp:Security", "must be startTls, tls or none");
        return security != SmtpSecurity.None || IsThisMachine(host) ? security : throw Refuse("Smtp:Security",
            "may be none only for a mail server on this machine (localhost, 127.0.0.1 or ::1): others could read "
                + "documents and the password on their way");
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static NetworkCredential? ReadLogin(IConfiguration settings) =>
        (Text(settings, "Smtp:User"), settings["Smtp:Password"]) switch
        {
            (null, null or "") => null,
            (null, _) => throw Refuse("Smtp:User", "must be set with Smtp:Password"),
            (_, null or "") => throw Refuse("Smtp:Password", "must be set with Smtp:User"),
            var (user, password) => new(user, password),
        };

    private static MailboxAddress ReadFrom(IConfiguration settings)
    {
        var name = Text(settings, "Smtp:FromName") ?? Text(settings, "Carrier:Name") ?? "";
        return Text(settings, "Smtp:From") is { } from ? Address("Smtp:From", from, name)
            : Text(settings, "Carrier:Email") is { } email ? Address("Carrier:Email", email, name)
            : throw Refuse("Smtp:From", "or Carrier:Email must be set, the address that documents are sent from");
    }

    private static MailboxAddress Address(string setting, string text, string name) => MailAddress.Parse(text, name)
        ?? throw Refuse(setting, "must be an e-mail address such as billing@example.com");

    private static string ReadSubject(IConfiguration settings)
    {
        if (Text(settings, "Smtp:Subject") is not { } subject) return MailTemplate.DefaultSubject;
        if (MailTemplate.OneLine(subject) != subject) throw Refuse("Smtp:Subject", "must be one line");
        return MailTemplate.Fault(subject) is { } fault ? throw Refuse("Smtp:Subject", fault) : subject;
    }

    private static string ReadText(IConfiguration settings)
    {
        if (Text(settings, "Smtp:TextFile") is not { } file) return MailTemplate.DefaultText;
        var text = ReadFile(file);
        if (string.IsNullOrWhiteSpace(text)) throw Refuse("Smtp:TextFile", "must not be empty");
        return MailTemplate.Fault(text) is { } fault ? throw Refuse("Smtp:TextFile", fault) : text;
    }

    private static string ReadFile(string file)
    {
        try
        {
            if (new FileInfo(file).Length > MaxText) throw Refuse("Smtp:TextFile", "must have at most 64 KB");
            return File.ReadAllText(file, new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException)
        {
            throw Refuse("Smtp:TextFile", "must be UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refuse("Smtp:TextFile", $"can't be read: {e.Message}");
        }
    }

    // A fault that suggests something ends with its own full stop or question mark.
    private static InvalidOperationException Refuse(string setting, string fault) =>
        new($"{setting} {fault}{(fault[^1] is '.' or '?' ? "" : ".")}");

    private static string? Text(IConfiguration settings, string name) =>
        string.IsNullOrWhiteSpace(settings[name]) ? null : settings[name]!.Trim();
}

/// <summary>How the connection to a mail server is encrypted.</summary>
internal enum SmtpSecurity
{
    /// <summary>After it was opened, always: a server that can't is not used.</summary>
    StartTls,

    /// <summary>From the start.</summary>
    Tls,

    /// <summary>Not at all.</summary>
    None,
}
