namespace PackageBilling.Messaging.Mail;

/// <summary>
/// The events that ask for documents to be sent. A node that works with others follows them and puts the mails into
/// the queue, so what is asked for by a command or by a node that dies is sent all the same. Pure: refers to no other
/// service.
/// </summary>
public interface IMailRequests
{
    /// <summary>The types of these events.</summary>
    IReadOnlyCollection<Type> Types { get; }

    /// <summary>The mails that one of these events asks for.</summary>
    IEnumerable<SendDocument> Of(object @event);
}
