namespace PackageBilling.Contracts;

/// <summary>An invoice or credit note as lists show it (domain: "Invoices").</summary>
/// <param name="Number">Its number, such as <c>INV-2026-000123</c>.</param>
/// <param name="Kind"><see cref="Invoice"/> or <see cref="CreditNote"/>.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="CustomerName">Its name today.</param>
/// <param name="Status">One of <see cref="Statuses"/>.</param>
/// <param name="IssuedOn">The customer's local date of issue.</param>
/// <param name="Through">The last date that it bills.</param>
/// <param name="DueOn">When it is due; null for a credit note.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Net">The sum of its lines, exact.</param>
/// <param name="Tax">All taxes.</param>
/// <param name="Rounding">What rounding the total to minor units added or took away.</param>
/// <param name="Total">Net, taxes and rounding; less than 0 for a credit note.</param>
/// <param name="PaidFromCredit">What credit had paid before it was issued.</param>
/// <param name="Paid">What payments have paid.</param>
/// <param name="Credited">What credit notes have taken off.</param>
/// <param name="Open">What is left to pay; 0 for a credit note.</param>
/// <param name="RefersTo">The invoice that a credit note corrects; null when it corrects none.</param>
/// <param name="Position">Where in the log it was issued.</param>
public sealed record InvoiceSummary(
    string Number, string Kind, string CustomerId, string CustomerName, string Status, DateOnly IssuedOn,
    DateOnly Through, DateOnly? DueOn, string Currency, decimal Net, decimal Tax, decimal Rounding, decimal Total,
    decimal PaidFromCredit, decimal Paid, decimal Credited, decimal Open, string? RefersTo, long Position)
{
    /// <summary>The customer owes its total.</summary>
    public const string Invoice = "invoice";

    /// <summary>The customer gets its total back.</summary>
    public const string CreditNote = "creditNote";

    /// <summary>Nothing is paid yet.</summary>
    public const string OpenStatus = "open";

    /// <summary>Some of it is paid.</summary>
    public const string PartlyPaid = "partlyPaid";

    /// <summary>All of it is paid.</summary>
    public const string PaidStatus = "paid";

    /// <summary>Something is left to pay and the due date has passed.</summary>
    public const string Overdue = "overdue";

    /// <summary>Credit notes took all of it back.</summary>
    public const string CreditedStatus = "credited";

    /// <summary>A credit note was issued; nothing is to be paid.</summary>
    public const string Issued = "issued";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> Statuses =
        [OpenStatus, PartlyPaid, PaidStatus, Overdue, CreditedStatus, Issued];
}
