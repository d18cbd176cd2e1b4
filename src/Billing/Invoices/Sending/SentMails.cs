namespace PackageBilling.Billing.Invoices.Sending;

/// <summary>The mails with a document, folded from its stream.</summary>
internal static class SentMails
{
    /// <summary>The mails in the order in which they were asked for; addresses are tokens.</summary>
    public static IReadOnlyList<InvoiceMail> Of(IEnumerable<StoredEvent> stream)
    {
        var mails = new List<InvoiceMail>();
        foreach (var stored in stream)
        {
            var at = stored.Metadata.RecordedAt;
            switch (stored.Data)
            {
                case InvoiceSendAsked asked:
                    mails.Add(new(asked.MailId, asked.To, InvoiceMail.Queued, at, null, null));
                    break;
                case InvoiceSent sent:
                    Change(sent.MailId, mail => mail with
                    {
                        Status = InvoiceMail.SentStatus, EndedAt = at, Error = null,
                    });
                    break;
                case InvoiceNotSent failed:
                    Change(failed.MailId, mail => mail with
                    {
                        Status = InvoiceMail.FailedStatus, EndedAt = at, Error = failed.Error,
                    });
                    break;
            }
        }
        return mails;

        void Change(string mailId, Func<InvoiceMail, InvoiceMail> change)
        {
            var place = mails.FindIndex(mail => mail.MailId == mailId);
            mails[place] = change(mails[place]);
        }
    }
}
