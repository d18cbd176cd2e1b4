using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using PackageBilling.Harness;
using PackageBilling.Mail;
using PackageBilling.Messaging.Mail;
using SmtpServer.Protocol;

namespace PackageBilling.EventStore.Tests.Mail;

/// <summary>What a real mail server is given, and what its answers mean.</summary>
public sealed class SmtpSenderTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task a_mail_arrives_as_it_was_composed()
    {
        await using var server = new MailServer();
        var sender = Sender(GivenMails.Plain(
            server.Port, ("Smtp:FromName", "Téléphonie & Söhne"), ("Smtp:Bcc", "archive@carrier.example")));

        await sender.Send("mail-1", GivenMails.Invoice with
        {
            ToName = "Zoë Müller, 東京",
            Subject = "Rechnung für März",
            Text = "Grüße\n.\nein Punkt allein\n" + new string('x', 2_000) + "\n",
            FileName = "Rechnung für März.pdf",
        }, None);

        var (message, to, _, _) = server.Taken.ShouldHaveSingleItem();
        to.ShouldBe([GivenMails.Receiver, "archive@carrier.example"], ignoreOrder: true);
        message.From.Mailboxes.Single().ShouldSatisfyAllConditions(
            from => from.Name.ShouldBe("Téléphonie & Söhne"), from => from.Address.ShouldBe("billing@carrier.example"));
        message.To.Mailboxes.Single().ShouldSatisfyAllConditions(
            one => one.Name.ShouldBe("Zoë Müller, 東京"), one => one.Address.ShouldBe(GivenMails.Receiver));
        message.Bcc.ShouldBeEmpty();
        message.Subject.ShouldBe("Rechnung für März");
        message.Date.ShouldBe(Given.Noon);
        message.Headers["Auto-Submitted"].ShouldBe("auto-generated");
        message.TextBody!.ReplaceLineEndings("\n")
            .ShouldBe("Grüße\n.\nein Punkt allein\n" + new string('x', 2_000) + "\n");
        var attachment = message.Attachments.OfType<MimePart>().ShouldHaveSingleItem();
        (attachment.FileName, attachment.ContentType.MimeType).ShouldBe(("Rechnung für März.pdf", "application/pdf"));
        Bytes(attachment).ShouldBe(GivenMails.Pdf);
    }

    [Fact]
    public async Task the_same_mail_has_the_same_message_id_and_another_one_another()
    {
        await using var server = new MailServer();
        var sender = Sender(GivenMails.Plain(server.Port));

        string[] mails = ["mail-1", "mail-1", "mail-2"];
        foreach (var mail in mails) await sender.Send(mail, GivenMails.Invoice, None);

        var ids = server.Taken.Select(taken => taken.Message.MessageId).ToList();
        ids[0].ShouldEndWith("@carrier.example");
        ids[1].ShouldBe(ids[0]);
        ids[2].ShouldNotBe(ids[0]);
    }

    [Fact]
    public async Task no_text_gets_into_the_headers()
    {
        await using var server = new MailServer();
        var sender = Sender(GivenMails.Plain(server.Port));

        await sender.Send("mail-1", GivenMails.Invoice with
        {
            ToName = "Bob\r\nBcc: all@customer.example",
            Subject = "Invoice\r\nBcc: all@customer.example\r\n\r\nBody",
            FileName = "a\r\nBcc: all@customer.example.pdf",
        }, None);

        var (message, to, _, _) = server.Taken.ShouldHaveSingleItem();
        to.ShouldBe([GivenMails.Receiver]);
        message.Headers.Contains(HeaderId.Bcc).ShouldBeFalse();
        message.Subject.ShouldBe("Invoice Bcc: all@customer.example Body");
        message.To.Mailboxes.Single().Name.ShouldBe("Bob Bcc: all@customer.example");
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("a@b.example, c@d.example")]
    [InlineData("a@b.example>\r\nRCPT TO:<c@d.example")]
    [InlineData("")]
    public async Task an_address_that_is_none_is_refused_before_anything_is_sent(string address)
    {
        await using var server = new MailServer();

        var refused = await Should.ThrowAsync<MailRefusedException>(() => Sender(GivenMails.Plain(server.Port))
            .Send("mail-1", GivenMails.Invoice with { ToAddress = address }, None));

        refused.Message.ShouldBe("The customer's e-mail address isn't one that can be sent to.");
        server.Given.ShouldBeEmpty();
    }

    [Fact]
    public async Task an_answer_of_5xx_is_for_good_and_its_message_has_no_address()
    {
        await using var server = new MailServer
        {
            Answer = _ => new(SmtpReplyCode.MailboxUnavailable, "<bob@customer.example>: no such user here"),
        };

        var refused = await Should.ThrowAsync<MailRefusedException>(Attempt(server));

        refused.Message.ShouldBe("The mail server answered 550: <(address)>: no such user here");
        server.Unknown[GivenMails.Receiver] = true;
        (await Should.ThrowAsync<MailRefusedException>(Attempt(server))).Message
            .ShouldBe("The mail server answered 550: mailbox unavailable");
        server.Given.Count.ShouldBe(1);
    }

    [Fact]
    public async Task an_answer_of_4xx_and_what_the_settings_are_to_blame_for_are_not_for_good()
    {
        await using var server = new MailServer { Answer = _ => new(SmtpReplyCode.Aborted, "try later") };

        (await Should.ThrowAsync<MailDelayedException>(Attempt(server))).Message
            .ShouldBe("The mail server answered 451: try later");
        server.Unknown["archive@carrier.example"] = true;
        (await Should.ThrowAsync<MailDelayedException>(Attempt(server, ("Smtp:Bcc", "archive@carrier.example"))))
            .Message.ShouldBe("The mail server answered 550: mailbox unavailable");
    }

    [Fact]
    public async Task a_server_that_does_not_answer_is_left()
    {
        var held = new TaskCompletionSource();
        await using var server = new MailServer { Hold = held.Task };
        var sender = new SmtpSender(GivenMails.Plain(server.Port), TimeProvider.System)
        {
            Longest = TimeSpan.FromMilliseconds(300),
        };

        (await Should.ThrowAsync<MailDelayedException>(() => sender.Send("mail-1", GivenMails.Invoice, None)))
            .Message.ShouldBe("The mail server took too long to answer.");
        held.SetResult();
    }

    [Theory]
    [InlineData("startTls", false)]
    [InlineData("tls", true)]
    public async Task it_logs_in_over_tls_with_a_server_that_the_machine_trusts(string security, bool isSecure)
    {
        using var certificate = SelfMade();
        await using var server = new MailServer(certificate: certificate, isSecure: isSecure, password: "secret");
        var settings = Encrypted(server.Port, security, "secret");

        await new SmtpSender(settings, TimeProvider.System) { Trusts = Only(certificate) }
            .Send("mail-1", GivenMails.Invoice, None);

        server.Taken.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            taken => taken.WasEncrypted.ShouldBeTrue(), taken => taken.User.ShouldBe("carrier"));
        (await Should.ThrowAsync<MailDelayedException>(
            () => Sender(settings).Send("mail-2", GivenMails.Invoice, None)))
            .Message.ShouldStartWith("The connection to the mail server can't be encrypted: ");
        (await Should.ThrowAsync<MailDelayedException>(
            () => new SmtpSender(Encrypted(server.Port, security, "wrong"), TimeProvider.System)
            {
                Trusts = Only(certificate),
            }.Send("mail-2", GivenMails.Invoice, None)))
            .Message.ShouldStartWith("The mail server refused the login: ");
        server.Given.Count.ShouldBe(1);
    }

    [Fact]
    public async Task nothing_is_given_to_a_server_that_cannot_encrypt()
    {
        await using var server = new MailServer();

        (await Should.ThrowAsync<NotSupportedException>(
            () => Sender(Encrypted(server.Port, "startTls", "secret")).Send("mail-1", GivenMails.Invoice, None)))
            .Message.ShouldContain("STARTTLS");

        server.Given.ShouldBeEmpty();
    }

    private static SmtpSender Sender(SmtpSettings settings) => new(settings, new ManualTime(Given.Noon));

    private static Func<Task> Attempt(MailServer server, params (string Key, string? Value)[] more) =>
        () => Sender(GivenMails.Plain(server.Port, more)).Send("mail-1", GivenMails.Invoice, None);

    private static SmtpSettings Encrypted(int port, string security, string password) => GivenMails.Plain(
        port, ("Smtp:Security", security), ("Smtp:User", "carrier"), ("Smtp:Password", password));

    private static RemoteCertificateValidationCallback Only(X509Certificate2 trusted) =>
        (_, shown, _, _) => shown?.GetCertHashString() == trusted.GetCertHashString();

    private static X509Certificate2 SelfMade()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var made = request.CreateSelfSigned(Given.Noon.AddYears(-1), Given.Noon.AddYears(20));
        // A server can use the key only as it is in a file.
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private static byte[] Bytes(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content!.DecodeTo(bytes);
        return bytes.ToArray();
    }
}
