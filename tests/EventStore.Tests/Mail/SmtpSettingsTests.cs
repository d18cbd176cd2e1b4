using PackageBilling.Mail;
using PackageBilling.Messaging.Mail;
using PackageBilling.Harness;

namespace PackageBilling.EventStore.Tests.Mail;

/// <summary>Settings of the mail server: what they come to, and what is refused.</summary>
public sealed class SmtpSettingsTests
{
    private static readonly MailFields Fields = new("Invoice", "1", "2.00", "USD", null, "Acme");

    [Fact]
    public void a_server_and_the_carriers_address_are_enough()
    {
        var settings = GivenMails.Settings(
            ("Smtp:Host", "smtp.carrier.example"), ("Carrier:Email", "hello@carrier.example"),
            ("Carrier:Name", "Tel & Co"));

        (settings.Host, settings.Port, settings.Security, settings.Login, settings.Bcc)
            .ShouldBe(("smtp.carrier.example", 587, SmtpSecurity.StartTls, null, null));
        (settings.From.Name, settings.From.Address).ShouldBe(("Tel & Co", "hello@carrier.example"));
        settings.Template.Render(Fields).Subject.ShouldBe("Invoice 1 from Tel & Co");
    }

    [Fact]
    public void all_can_be_set()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "Grüße, {carrier}");

        var settings = GivenMails.Settings(
            ("Smtp:Host", "::1"), ("Smtp:Port", "25"), ("Smtp:Security", "None"), ("Smtp:User", "me"),
            ("Smtp:Password", " secret "), ("Smtp:From", "billing@carrier.example"), ("Smtp:FromName", "Billing"),
            ("Smtp:Bcc", "archive@carrier.example"), ("Smtp:Subject", "{number}"), ("Smtp:TextFile", file));
        File.Delete(file);

        (settings.Port, settings.Security, settings.Login?.UserName, settings.Login?.Password, settings.Bcc?.Address)
            .ShouldBe((25, SmtpSecurity.None, "me", " secret ", "archive@carrier.example"));
        (settings.From.Name, settings.From.Address).ShouldBe(("Billing", "billing@carrier.example"));
        settings.Template.Render(Fields).ShouldBe(new("1", "Grüße, Billing\n"));
    }

    [Theory]
    [InlineData("Smtp:Port", "0", "Smtp:Port must be a port from 1 to 65535.")]
    [InlineData("Smtp:Port", "70000", "Smtp:Port must be a port from 1 to 65535.")]
    [InlineData("Smtp:Security", "ssl", "Smtp:Security must be startTls, tls or none.")]
    [InlineData("Smtp:Security", "1", "Smtp:Security must be startTls, tls or none.")]
    [InlineData("Smtp:Security", "none", "Smtp:Security may be none only for a mail server on this machine "
        + "(localhost, 127.0.0.1 or ::1): others could read documents and the password on their way.")]
    [InlineData("Smtp:User", "me", "Smtp:Password must be set with Smtp:User.")]
    [InlineData("Smtp:Password", "secret", "Smtp:User must be set with Smtp:Password.")]
    [InlineData("Smtp:From", "nobody", "Smtp:From must be an e-mail address such as billing@example.com.")]
    [InlineData("Smtp:From", "A <a@b.example>", "Smtp:From must be an e-mail address such as billing@example.com.")]
    [InlineData("Smtp:From", "", "Smtp:From or Carrier:Email must be set, the address that documents are sent from.")]
    [InlineData("Smtp:Bcc", "a@b, c@d", "Smtp:Bcc must be an e-mail address such as billing@example.com.")]
    [InlineData("Smtp:Subject", "{nmber}", "Smtp:Subject has {nmber}, which isn't a placeholder. "
        + "Did you mean {number}?")]
    [InlineData("Smtp:Subject", "one\ntwo", "Smtp:Subject must be one line.")]
    public void what_cannot_be_used_is_refused_by_name(string setting, string value, string message)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Smtp:Host"] = "smtp.carrier.example", ["Smtp:From"] = "billing@carrier.example", [setting] = value,
        };

        Should.Throw<InvalidOperationException>(
            () => GivenMails.Settings([.. settings.Select(one => (one.Key, one.Value))])).Message.ShouldBe(message);
    }

    [Fact]
    public void a_file_with_the_text_that_cannot_be_used_is_refused()
    {
        var folder = Directory.CreateDirectory(TestFolders.New("mail-text")).FullName;
        var file = Path.Combine(folder, "text.txt");

        Refusal(file).ShouldStartWith("Smtp:TextFile can't be read: ");
        File.WriteAllBytes(file, [0x47, 0xfc]);
        Refusal(file).ShouldBe("Smtp:TextFile must be UTF-8.");
        File.WriteAllText(file, " \n");
        Refusal(file).ShouldBe("Smtp:TextFile must not be empty.");
        File.WriteAllText(file, new string('x', SmtpSettings.MaxText + 1));
        Refusal(file).ShouldBe("Smtp:TextFile must have at most 64 KB.");
        File.WriteAllText(file, "{due}");
        Refusal(file).ShouldBe("Smtp:TextFile has {due}, which isn't a placeholder. Did you mean {dueOn}?");
        TestFolders.Remove(folder);
    }

    private static string Refusal(string file) => Should.Throw<InvalidOperationException>(
        () => GivenMails.Plain(25, ("Smtp:TextFile", file))).Message;
}
