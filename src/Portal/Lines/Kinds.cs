using System.Text.Json;

namespace PackageBilling.Portal;

/// <summary>The interface's words as people read them.</summary>
internal static class Kinds
{
    /// <summary>A value as the interface spells it.</summary>
    public static string Code(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static string Text(Enum value) => Text(Code(value));

    public static string Text(string kind) => kind switch
    {
        "payment" => "Payment",
        "opening" => "Opening balance",
        "adjustment" => "Adjustment",
        "setup" => "Setup",
        "recurring" => "Recurring",
        "proration" => "Proration",
        "minimumSpend" => "Minimum spend",
        "reversal" => "Reversal",
        "restatement" => "Restatement",
        "charged" => "Charged",
        "alreadyCharged" => "Already charged",
        "skipped" => "Skipped",
        "quarantined" => "Quarantined",
        "chargeRun" => "Charge run",
        "runPackage" => "Run Package",
        "invoice" => "Invoice",
        "creditNote" => "Credit note",
        "settled" => "Settled",
        "open" => "Open",
        "partlyPaid" => "Partly paid",
        "paid" => "Paid",
        "overdue" => "Overdue",
        "credited" => "Credited",
        "issued" => "Issued",
        "inventory" => "Inventory",
        "supplierBill" => "Supplier's bill",
        "notBilled" => "Billed to nobody",
        "notInSwitch" => "Not in the switch",
        "otherCustomer" => "Another customer",
        "otherQuantity" => "Another quantity",
        "otherAmount" => "Another amount",
        "notOnBill" => "Not on the bill",
        "noCost" => "No cost in the books",
        _ => kind,
    };

    /// <summary>An event's type, such as <c>package_revised</c>, in words.</summary>
    public static string Fact(string type) => type.Replace('_', ' ');

    public static bool IsCharge(string kind) =>
        kind is not ("payment" or "opening" or "adjustment") && !IsInvoice(kind);

    /// <summary>Whether an entry's reference is the number of an invoice or credit note.</summary>
    public static bool IsInvoice(string kind) => kind is InvoiceSummary.Invoice or InvoiceSummary.CreditNote;

    /// <summary>Why a line was skipped, in a sentence where the interface has a word.</summary>
    public static string Reason(string? reason) => reason switch
    {
        null => "",
        "alreadyCharged" => "posted before",
        "reversed" => "charged and reversed: it won't be charged again",
        "billedElsewhere" => "billed by another system",
        "notYetDate" => "the date has not come yet where the customer is",
        "zeroAmount" => "nothing to charge: retail and cost are 0",
        _ => reason,
    };

    public static string Colour(Enum state) => Colour(Code(state));

    public static string Colour(string state) => state switch
    {
        "charged" or "completed" or "active" or "enabled" or "paid" => "text-bg-success",
        "quarantined" or "failed" or "cancelled" or "overdue" => "text-bg-danger",
        "running" or "upcoming" or "requested" or "open" => "text-bg-primary",
        "paused" or "acknowledged" or "partlyPaid" => "text-bg-warning",
        _ => "text-bg-secondary",
    };
}
