namespace PackageBilling.Contracts;

/// <summary>What was marked.</summary>
public sealed record InvoicedLines(int Lines, IReadOnlyList<InvoicedAmount> ByCurrency);

/// <summary>The lines of one currency.</summary>
public sealed record InvoicedAmount(string Currency, int Lines, decimal Retail);
