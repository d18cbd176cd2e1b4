using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Harness;
using PackageBilling.Mail;
using PackageBilling.Messaging;
using PackageBilling.Messaging.Mail;
using SmtpServer.Protocol;

namespace PackageBilling.EventStore.Tests.Mail;

/// <summary>From the queue to a real mail server, whatever comes in between.</summary>
public sealed class SendingDocuments
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SendDocument First = new("INV-2026-000001", "acme", "mail-1");
    private static readonly SendDocument Second = new("INV-2026-000002", "acme", "mail-2");

    [Fact]
    public async Task a_document_is_sent_and_recorded_once_however_often_it_is_asked_for()
    {
        await using var server = new MailServer();
        var documents = new Documents();
        await using var node = await Start(documents, server.Port);

        await Send(node, First, First);
        await Eventually.True(() => documents.IsSent(First), "it is recorded");
        await Send(node, First, Second);
        await Eventually.True(() => documents.IsSent(Second), "the other one is recorded");

        server.Taken.Select(taken => taken.Message.Subject).ShouldBe([First.Number, Second.Number]);
        documents.Sent.ShouldBe(
            [(First, GivenMails.Receiver, Given.Noon), (Second, GivenMails.Receiver, Given.Noon)]);
        documents.Failed.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_an_event_asks_for_gets_into_the_queue()
    {
        await using var server = new MailServer();
        var documents = new Documents();
        await using var node = await Start(documents, server.Port);
        var follower = node.Services.GetServices<ISubscription>().ShouldHaveSingleItem();
        var events = (object[])[new Counted(1), new Counted(2)];

        await follower.Handle(new(0, 2, [.. events.Select((data, n) => new StoredEvent(
            n + 1, Guid.Empty, "invoices", n + 1, "counted", data, Given.Metadata))]), null!, None);

        follower.EventTypes.ShouldBe([typeof(Counted)]);
        await Eventually.True(() => documents.Sent.Count == 2, "both are sent");
        documents.Sent.Select(sent => sent.Mail.MailId).ShouldBe(["mail-1", "mail-2"], ignoreOrder: true);
    }

    [Fact]
    public async Task a_server_that_asks_to_come_later_gets_it_later_and_once()
    {
        await using var server = new MailServer
        {
            Answer = number => number <= 2 ? new(SmtpReplyCode.Aborted, "greylisted") : SmtpResponse.Ok,
        };
        var documents = new Documents();
        await using var node = await Start(documents, server.Port, retries: 2);

        await Send(node, First);
        await Eventually.True(() => documents.IsSent(First), "it is sent");

        (server.Given.Count, server.Taken.Count).ShouldBe((3, 1));
        documents.Failed.ShouldBeEmpty();
        (await node.DeadLetters.All(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_server_that_is_away_gets_it_when_it_comes()
    {
        var port = MailServer.FreePort();
        var documents = new Documents();
        await using var node = await Start(documents, port, retries: 25);
        await Send(node, First);
        await Eventually.True(() => documents.Composed >= 2, "it was tried again");

        await using var server = new MailServer(port);
        await Eventually.True(() => documents.IsSent(First), "it is sent");

        server.Taken.Count.ShouldBe(1);
        documents.Failed.ShouldBeEmpty();
    }

    [Fact]
    public async Task what_is_refused_for_good_is_not_tried_again_and_can_be_sent_again_by_hand()
    {
        await using var server = new MailServer();
        server.Unknown[GivenMails.Receiver] = true;
        var documents = new Documents();
        await using var node = await Start(documents, server.Port, retries: 25);
        await Send(node, First);

        await Eventually.True(async () => (await node.DeadLetters.All(None)).Count == 1, "it is a dead letter");
        var letter = (await node.DeadLetters.All(None)).Single();
        const string Error = "The mail server answered 550: mailbox unavailable";
        (letter.What, letter.Error).ShouldBe(("document-mail INV-2026-000001", Error));
        documents.Failed.ShouldBe([(First, Error, Given.Noon)]);
        documents.Composed.ShouldBe(1);
        server.Unknown.Clear();
        (await node.DeadLetters.SendAgain(letter.Id, None)).ShouldBeTrue();

        await Eventually.True(() => documents.IsSent(First), "it is sent after all");
        (await node.DeadLetters.All(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task after_the_last_pause_it_is_given_up()
    {
        await using var server = new MailServer { Answer = _ => new(SmtpReplyCode.Aborted, "not today") };
        var documents = new Documents();
        await using var node = await Start(documents, server.Port, retries: 2);
        await Send(node, First);

        await Eventually.True(async () => (await node.DeadLetters.All(None)).Count == 1, "it is a dead letter");

        server.Given.Count.ShouldBe(3);
        documents.Failed.ShouldHaveSingleItem().Error.ShouldBe("The mail server answered 451: not today");
    }

    [Fact]
    public async Task a_mail_that_could_not_be_recorded_is_sent_again_with_the_same_message_id()
    {
        await using var server = new MailServer();
        var documents = new Documents { ForgetsFirst = true };
        await using var node = await Start(documents, server.Port);

        await Send(node, First);
        await Eventually.True(() => documents.IsSent(First), "it is recorded");

        server.Taken.Count.ShouldBe(2);
        server.Taken.Select(taken => taken.Message.MessageId).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task nothing_is_sent_when_there_is_nothing_to_send_any_more()
    {
        await using var server = new MailServer();
        var documents = new Documents { Erased = First.Number };
        await using var node = await Start(documents, server.Port);

        await Send(node, First);
        await Eventually.True(() => documents.Composed == 1, "it was looked at");
        await Send(node, Second);
        await Eventually.True(() => documents.IsSent(Second), "another one is sent");

        server.Given.Count.ShouldBe(1);
        documents.Composed.ShouldBe(2);
        (await node.DeadLetters.All(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_node_without_a_mail_server_leaves_mails_to_one_that_has_one()
    {
        await using var server = new MailServer();
        var documents = new Documents();
        await using var without = await Start(documents, port: null);
        await Send(without, First);
        await Eventually.True(async () => await PutBack(without.Database) == 1, "it was put back");

        await using var with = await Start(documents, server.Port, database: without.Database);

        await Eventually.True(() => documents.IsSent(First), "the other node sends it");
        server.Given.Count.ShouldBe(1);
        documents.Failed.ShouldBeEmpty();
    }

    private static async Task<long> PutBack(string database)
    {
        await using var source = EventStoreDatabase.Open(database);
        await using var count = source.CreateCommand(
            "SELECT count(*) FROM wolverine_queues.wolverine_queue_document_mails_scheduled");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static Task Send(MessagingNode node, params SendDocument[] mails) =>
        ((SharingNode)node.Nodes).Send(mails, None);

    private static Task<MessagingNode> Start(
        Documents documents, int? port, int retries = 1, string? database = null) => MessagingNode.Start(
            $"node-{port ?? 0}", new Sharing.Poster(), database: database, mailRetries: retries, more: services =>
            {
                services.AddSingleton<TimeProvider>(new ManualTime(Given.Noon)).AddSingleton<IMailRequests, Requests>()
                    .AddSingleton<IDocumentMail>(documents);
                if (port is { } given)
                    services.AddSingleton(GivenMails.Plain(given)).AddSingleton<IMailSender, SmtpSender>();
            });

    private sealed class Requests : IMailRequests
    {
        public IReadOnlyCollection<Type> Types => [typeof(Counted)];

        public IEnumerable<SendDocument> Of(object @event) =>
            [new($"INV-2026-{((Counted)@event).Value}", "acme", $"mail-{((Counted)@event).Value}")];
    }

    /// <summary>Documents whose mails are recorded in memory.</summary>
    private sealed class Documents : IDocumentMail
    {
        private int _composed, _recorded;

        public bool ForgetsFirst { get; init; }

        public string? Erased { get; init; }

        public int Composed => Volatile.Read(ref _composed);

        public ConcurrentQueue<(SendDocument Mail, string Address, DateTimeOffset At)> Sent { get; } = [];

        public ConcurrentQueue<(SendDocument Mail, string Error, DateTimeOffset At)> Failed { get; } = [];

        public bool IsSent(SendDocument mail) => Sent.Any(sent => sent.Mail == mail);

        public Task<OutgoingMail?> Compose(SendDocument mail, CancellationToken ct)
        {
            Interlocked.Increment(ref _composed);
            return Task.FromResult(mail.Number == Erased ? null : GivenMails.Invoice with { Subject = mail.Number });
        }

        Task IDocumentMail.Sent(SendDocument mail, OutgoingMail sent, DateTimeOffset at, CancellationToken ct)
        {
            if (Interlocked.Increment(ref _recorded) == 1 && ForgetsFirst)
                throw new InvalidOperationException("The log is away.");
            Sent.Enqueue((mail, sent.ToAddress, at));
            return Task.CompletedTask;
        }

        Task IDocumentMail.Failed(SendDocument mail, string error, DateTimeOffset at, CancellationToken ct)
        {
            Failed.Enqueue((mail, error, at));
            return Task.CompletedTask;
        }
    }
}
