namespace PackageBilling.Documents.Sheets;

/// <summary>How a <see cref="Party"/> is printed.</summary>
internal static class Addresses
{
    public static Address Of(Party party, DocumentTexts texts) => new(party.Name,
    [
        .. party.AddressLines,
        .. party.Email is { } email ? [email] : (string[])[],
        .. party.TaxId is { } taxId ? [$"{texts.TaxId} {taxId}"] : (string[])[],
        .. party.ExtraLines ?? [],
    ]);
}
