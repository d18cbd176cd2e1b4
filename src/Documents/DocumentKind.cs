namespace PackageBilling.Documents;

/// <summary>What an <see cref="InvoiceDocument"/> is.</summary>
public enum DocumentKind
{
    /// <summary>Asks for money.</summary>
    Invoice,

    /// <summary>Gives money back, or takes an invoice back in part or as a whole.</summary>
    CreditNote,
}
