namespace PackageBilling.Portal;

public partial class Menu
{
    private static readonly (string Group, Item[] Items)[] Groups =
    [
        ("Setup", [new("Packages", PackagePages.Root)]),
        ("Management",
        [
            new("Customers", CustomerPages.Root), new("Calls", CallPages.Import, Ability.Operate),
            new("Platform features", FeaturePages.Root),
            new("Charge runs", ChargeRunPages.Root), new("Invoices", InvoicePages.Root),
        ]),
        ("Finance",
        [
            new("Simulate", FinancePages.Simulate, Ability.Simulate),
            new("Compare", FinancePages.Compare, Ability.Simulate),
            new("Forecast", FinancePages.Forecast, Ability.Simulate),
            new("Reconciliation", ReconciliationPages.Root),
        ]),
        ("Audit",
        [
            new("Seals", AuditPages.Seals), new("History", AuditPages.History),
            new("Restatements", RestatementPages.Root),
        ]),
    ];

    /// <summary>A page in the menu, for those who may do what it is for.</summary>
    private sealed record Item(string Text, string Address, Ability Needs = Ability.Read);

    private string? Current(string address) =>
        address == "/" ? Visit.Here == "/" ? "page" : null
        : Visit.Here == address ? "page"
        : Visit.Here.StartsWith(address, StringComparison.Ordinal) ? "true" : null;
}
