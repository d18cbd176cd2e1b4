using PackageBilling.Messaging;
using PackageBilling.Messaging.Mail;

namespace PackageBilling.Billing.Invoices.Sending;

/// <summary>The facts that ask for documents to be sent.</summary>
internal sealed class InvoiceMailRequests : IMailRequests
{
    public IReadOnlyCollection<Type> Types { get; } = [typeof(InvoiceSendAsked)];

    public IEnumerable<SendDocument> Of(object @event) => @event is InvoiceSendAsked asked
        ? [new(asked.Number, asked.CustomerId, asked.MailId)] : [];
}
