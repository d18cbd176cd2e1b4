namespace PackageBilling.Portal;

public partial class Menu
{
    private static readonly (string Group, (string Text, string Address)[] Items)[] Groups =
    [
        ("Setup", [("Packages", PackagePages.Root)]),
        ("Management",
        [
            ("Customers", CustomerPages.Root), ("Calls", CallsPages.Import),
            ("Platform features", FeaturePages.Root),
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

    // Who may not send calls reaches their correction from the customer's calls.
    private bool IsFor(string address) => address != CallsPages.Import || Visit.May(Ability.Operate);

    private string? Current(string address) =>
        address == "/" ? Visit.Here == "/" ? "page" : null
        : Visit.Here == address ? "page"
        : Visit.Here.StartsWith(address, StringComparison.Ordinal) ? "true" : null;
}
