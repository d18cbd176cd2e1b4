using Microsoft.Extensions.Configuration;
using PackageBilling.Harness;
using PackageBilling.Mail;
using PackageBilling.Messaging.Mail;

namespace PackageBilling.EventStore.Tests.Mail;

/// <summary>Mails and settings of these tests.</summary>
internal static class GivenMails
{
    public const string Receiver = "bob@customer.example";

    /// <summary>Bytes of every value, as a PDF has.</summary>
    public static readonly byte[] Pdf = [.. Enumerable.Range(0, 5_000).Select(n => (byte)(n * 7 % 256))];

    public static OutgoingMail Invoice { get; } = new(
        Receiver, "Bob", "Invoice INV-2026-000123 from Tel & Co", "Hello Bob,\n\nthe invoice is attached.\n",
        "INV-2026-000123.pdf", "application/pdf", Pdf);

    public static SmtpSettings Settings(params (string Key, string? Value)[] settings) =>
        SmtpSettings.Read(Configuration(settings));

    /// <summary>A server on this machine without encryption, from billing@carrier.example.</summary>
    public static SmtpSettings Plain(int port, params (string Key, string? Value)[] more) => Settings(
    [
        ("Smtp:Host", "127.0.0.1"), ("Smtp:Port", $"{port}"), ("Smtp:Security", "none"),
        ("Smtp:From", "billing@carrier.example"), .. more,
    ]);

    // What is set later wins.
    private static IConfiguration Configuration((string Key, string? Value)[] settings)
    {
        var configuration = new ConfigurationManager();
        foreach (var (key, value) in settings) configuration[key] = value;
        return configuration;
    }
}
