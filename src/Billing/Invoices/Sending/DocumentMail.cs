using PackageBilling.Documents;
using PackageBilling.Messaging.Mail;

namespace PackageBilling.Billing.Invoices.Sending;

/// <summary>What is sent with an invoice or credit note, and the record of it in the document's stream.</summary>
internal sealed class DocumentMail(
    IEventLog log, PrintInvoice print, CarrierDocuments documents, CustomerKeys keys, MailSettings settings)
    : IDocumentMail
{
    public async Task<OutgoingMail?> Compose(SendDocument mail, CancellationToken ct)
    {
        if (await Find(mail, ct) is not { Status: not InvoiceMail.SentStatus } asked) return null;
        var texts = new PersonalTexts(keys);
        await texts.Load([asked.To], ct);
        var to = texts.Reveal(asked.To);
        if (to == CustomerKey.Erased) return null;
        var document = await print.Make(mail.Number, ct);
        var words = InvoiceWords.Of(document, documents.Style);
        var said = settings.Template.Render(new(
            words.Kind, document.Number, words.Total, document.Currency, words.DueOn, document.Buyer.Name));
        return new(to, document.Buyer.Name, said.Subject, said.Text, $"{mail.Number}.pdf", "application/pdf",
            InvoicePdf.Render(document, documents.Style));
    }

    public async Task Sent(SendDocument mail, OutgoingMail sent, DateTimeOffset at, CancellationToken ct)
    {
        if (await Find(mail, ct) is { Status: not InvoiceMail.SentStatus })
            await Append(mail, new InvoiceSent(mail.CustomerId, mail.Number, mail.MailId), at, ct);
    }

    public Task Failed(SendDocument mail, string error, DateTimeOffset at, CancellationToken ct) =>
        Append(mail, new InvoiceNotSent(mail.CustomerId, mail.Number, mail.MailId, error), at, ct);

    private async Task<InvoiceMail?> Find(SendDocument mail, CancellationToken ct) =>
        SentMails.Of(await log.ReadStream(Streams.Invoice(mail.Number), ct))
            .FirstOrDefault(one => one.MailId == mail.MailId);

    private Task Append(SendDocument mail, object fact, DateTimeOffset at, CancellationToken ct) => log.Append(
        [new(Streams.Invoice(mail.Number), null, [fact])], new EventMetadata(at, Actors.Mail), null, ct);
}
