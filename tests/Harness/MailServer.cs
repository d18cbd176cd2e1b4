using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace PackageBilling.Harness;

/// <summary>A mail that a server was given, taken or not.</summary>
/// <param name="Message">As it came over the wire.</param>
/// <param name="To">Whom it was addressed to, on the envelope.</param>
/// <param name="WasEncrypted">Whether it came over TLS.</param>
/// <param name="User">Who had logged in; null for nobody.</param>
internal sealed record GivenMail(MimeMessage Message, IReadOnlyList<string> To, bool WasEncrypted, string? User);

/// <summary>A real SMTP server on loopback, which answers as the test wants.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;

    /// <param name="port">A free one unless told.</param>
    /// <param name="certificate">With one it offers STARTTLS, or is encrypted from the start.</param>
    /// <param name="isSecure">Whether it is encrypted from the start.</param>
    /// <param name="password">The password of any user, who has to log in then; null for no login.</param>
    public MailServer(
        int? port = null, X509Certificate2? certificate = null, bool isSecure = false, string? password = null)
    {
        Port = port ?? FreePort();
        var options = new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint =>
        {
            endpoint.Endpoint(new(IPAddress.Loopback, Port)).IsSecure(isSecure)
                .AuthenticationRequired(password is not null);
            if (certificate is not null) endpoint.Certificate(certificate);
        }).Build();
        var services = new ServiceProvider();
        services.Add(new Store(this));
        services.Add(new Filter(this));
        services.Add(new DelegatingUserAuthenticator((_, _, given) => given == password));
        // It listens when this returns.
        _serving = new SmtpServer.SmtpServer(options, services).StartAsync(_end.Token);
    }

    public int Port { get; }

    /// <summary>What it answers to the mail with this number, from 1; takes all unless told.</summary>
    public Func<int, SmtpResponse> Answer { get; set; } = _ => SmtpResponse.Ok;

    /// <summary>The addresses that it doesn't know.</summary>
    public ConcurrentDictionary<string, bool> Unknown { get; } = [];

    /// <summary>Every mail that it was given.</summary>
    public ConcurrentQueue<GivenMail> Given { get; } = [];

    /// <summary>Those that it took.</summary>
    public ConcurrentQueue<GivenMail> Taken { get; } = [];

    /// <summary>Ends when a mail is given, before it is answered.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    /// <summary>A port that nothing listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Store(MailServer server) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer,
            CancellationToken cancellationToken)
        {
            using var bytes = new MemoryStream(buffer.ToArray());
            var given = new GivenMail(
                await MimeMessage.LoadAsync(bytes, cancellationToken),
                [.. transaction.To.Select(Address)],
                context.Pipe.IsSecure, context.Authentication.IsAuthenticated ? context.Authentication.User : null);
            server.Given.Enqueue(given);
            await server.Hold.WaitAsync(cancellationToken);
            var answer = server.Answer(server.Given.Count);
            if (answer.ReplyCode == SmtpReplyCode.Ok) server.Taken.Enqueue(given);
            return answer;
        }
    }

    private sealed class Filter(MailServer server) : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(
            ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
            Task.FromResult(!server.Unknown.ContainsKey(Address(to)));
    }

    private static string Address(IMailbox mailbox) => $"{mailbox.User}@{mailbox.Host}";
}
