namespace PackageBilling.Documents;

/// <summary>All that is printed on a customer's statement: one order, where each balance is the one above plus the
/// amount (domain: "Invoices").</summary>
public sealed record StatementDocument
{
    /// <summary>Who sends the statement.</summary>
    public required Party Seller { get; init; }

    /// <summary>Whose statement it is.</summary>
    public required Party Buyer { get; init; }

    /// <summary>The buyer's customer ID.</summary>
    public required string CustomerId { get; init; }

    /// <summary>The day of printing, also the date inside the PDF.</summary>
    public required DateOnly IssuedOn { get; init; }

    /// <summary>The first day of the span.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day of the span.</summary>
    public required DateOnly To { get; init; }

    /// <summary>The currency's code of ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Decimals of the currency's minor unit.</summary>
    public required int MinorUnits { get; init; }

    /// <summary>The balance before the first row.</summary>
    public required decimal OpeningBalance { get; init; }

    /// <summary>The rows in their order. Any number.</summary>
    public required IReadOnlyList<StatementDocumentRow> Rows { get; init; }

    /// <summary>The balance after the last row.</summary>
    public required decimal ClosingBalance { get; init; }
}

/// <summary>What changed a customer's balance.</summary>
/// <param name="Date">The day.</param>
/// <param name="Description">What it was.</param>
/// <param name="Reference">The payment's, line's or invoice's reference; null prints none.</param>
/// <param name="Amount">The exact change.</param>
/// <param name="Balance">The exact balance after it.</param>
public sealed record StatementDocumentRow(
    DateOnly Date, string Description, string? Reference, decimal Amount, decimal Balance);
