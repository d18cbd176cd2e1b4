namespace PackageBilling.Portal;

public partial class CustomerShell
{
    private IEnumerable<(string Text, string Path)> Tabs =>
    [
        ("Account", ""), ("Packages", "/packages"), ("Statement", "/statement"), ("Charges", "/charges"),
        ("Invoices", "/invoices"), ("DIDs", "/dids"),
        ("Features", "/features"), ("Calls", "/calls"), ("History", "/history"),
        .. Visit.May(Ability.Operate) ? new[] { ("Details", "/edit") } : [],
    ];

    [Parameter, EditorRequired] public CustomerView Customer { get; set; } = null!;
    [Parameter, EditorRequired] public string Title { get; set; } = "";

    /// <summary>The tab that a page below a tab belongs to.</summary>
    [Parameter] public string? Tab { get; set; }

    [Parameter] public IReadOnlyList<(string, string?)> Trail { get; set; } = [];
    [Parameter] public bool Charts { get; set; }
    [Parameter] public RenderFragment? Actions { get; set; }
    [Parameter] public RenderFragment? ChildContent { get; set; }
}
