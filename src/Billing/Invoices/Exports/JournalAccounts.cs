using Microsoft.Extensions.Configuration;

namespace PackageBilling.Billing.Invoices.Exports;

/// <summary>The accounts of the carrier's ledger that the journal names (settings <c>Journal</c>).</summary>
/// <param name="Receivables">What customers owe on invoices.</param>
/// <param name="Revenue">What packages bring in; <c>{package}</c> stands for the package's ID.</param>
/// <param name="Tax">Taxes that are owed; <c>{tax}</c> stands for the tax's name.</param>
/// <param name="Rounding">What rounding totals adds or takes away.</param>
/// <param name="CustomerCredit">What customers have paid in advance.</param>
/// <param name="Bank">Where payments come in.</param>
/// <param name="Opening">Balances that customers brought along.</param>
/// <param name="Adjustments">Corrections of credit by hand.</param>
internal sealed record JournalAccounts(
    string Receivables, string Revenue, string Tax, string Rounding, string CustomerCredit, string Bank,
    string Opening, string Adjustments)
{
    /// <summary>Reads the settings; each has a default.</summary>
    public static JournalAccounts Read(IConfiguration settings)
    {
        return new(Of("Receivables", "receivables"), Of("Revenue", "revenue {package}"), Of("Tax", "tax {tax}"),
            Of("Rounding", "rounding"), Of("CustomerCredit", "customer credit"), Of("Bank", "bank"),
            Of("Opening", "opening balances"), Of("Adjustments", "adjustments"));

        string Of(string name, string otherwise) =>
            settings[$"Journal:{name}"] is { } set && !string.IsNullOrWhiteSpace(set) ? set.Trim() : otherwise;
    }

    /// <summary>The account of a package's revenue.</summary>
    public string RevenueOf(string packageId) => Revenue.Replace("{package}", packageId, StringComparison.Ordinal);

    /// <summary>The account of a tax.</summary>
    public string TaxOf(string name) => Tax.Replace("{tax}", name, StringComparison.Ordinal);
}
