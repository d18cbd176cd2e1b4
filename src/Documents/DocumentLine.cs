namespace PackageBilling.Documents;

/// <summary>A line of an invoice or credit note.</summary>
/// <param name="Description">What it is for. It wraps, and breaks where a word is wider than its column.</param>
/// <param name="Amount">The exact amount, printed with all its decimals, at least the currency's.</param>
/// <param name="Quantity">How many; null prints none.</param>
/// <param name="Unit">What is counted, such as <c>seats</c>; null prints none.</param>
/// <param name="UnitPrice">The exact price of one; null prints none.</param>
/// <param name="Detail">A second text in small type, such as the number that is rented; null prints none.</param>
/// <param name="From">The first day that is paid for; null when the line is for a single day or for none.</param>
/// <param name="To">The last day that is paid for.</param>
/// <param name="PaidFromCredit">Whether credit has paid it already, which is said at the line.</param>
public sealed record DocumentLine(
    string Description,
    decimal Amount,
    decimal? Quantity = null,
    string? Unit = null,
    decimal? UnitPrice = null,
    string? Detail = null,
    DateOnly? From = null,
    DateOnly? To = null,
    bool PaidFromCredit = false);
