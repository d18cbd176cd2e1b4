namespace PackageBilling.Documents;

/// <summary>Who sends a document, or who gets it.</summary>
/// <param name="Name">The name, printed in bold. It may be of any length; it wraps.</param>
/// <param name="AddressLines">Street, city, country: a line each, as they're to be printed.</param>
/// <param name="Email">An address for questions; null prints none.</param>
/// <param name="TaxId">The tax or VAT number; null prints none.</param>
/// <param name="ExtraLines">Further lines, such as a register number or a telephone number.</param>
public sealed record Party(
    string Name,
    IReadOnlyList<string> AddressLines,
    string? Email = null,
    string? TaxId = null,
    IReadOnlyList<string>? ExtraLines = null);
