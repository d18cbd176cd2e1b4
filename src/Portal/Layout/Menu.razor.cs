namespace PackageBilling.Portal;

public partial class Menu
{
    private static readonly (string Group, (string Text, string Address)[] Items)[] Groups =
    [
        ("Setup", [("Packages", PackagePages.Root)]),
        ("Management",
        [
            ("Customers", CustomerPages.Root), ("Platform features", FeaturePages.Root),
            ("Charge runs", ChargeRunPages.Root), ("Invoices", InvoicePages.Root),
        ]),
        ("Finance",
        [
            ("Simulate", FinancePages.Simulate), ("Compare", FinancePages.Compare), ("Forecast", FinancePages.Forecast),
            ("Reconciliation", ReconciliationPages.Root),
        ]),
        ("Audit",
        [
            ("Seals", AuditPages.Seals), ("History", AuditPages.History), ("Restatements", RestatementPages.Root),
        ]),
    ];

    private string? Current(string address) =>
        address == "/" ? Visit.Here == "/" ? "page" : null
        : Visit.Here == address ? "page"
        : Visit.Here.StartsWith(address, StringComparison.Ordinal) ? "true" : null;
}
