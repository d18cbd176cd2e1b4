namespace PackageBilling.Messaging.Mail;

/// <summary>
/// Puts the mails that the log asks for into the queue. The queue is not written in the transaction of the checkpoint:
/// a mail may be put into it twice, and the second one is dropped by its id.
/// </summary>
internal sealed class QueueDocuments(IMailRequests requests, SharingNode node) : ISubscription
{
    public string Name => "mail";

    public IReadOnlyCollection<Type> EventTypes => requests.Types;

    public Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct) =>
        node.Send(batch.Events.SelectMany(stored => requests.Of(stored.Data)).ToList(), ct);
}
