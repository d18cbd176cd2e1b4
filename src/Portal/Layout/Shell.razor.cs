namespace PackageBilling.Portal;

public partial class Shell
{
    // No styles from scripts and nothing evaluated, as the content security policy has it; pages with amounts stay out
    // of the browser's storage.
    private const string HtmxSettings =
        """{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true,"historyCacheSize":0}""";

    [Parameter, EditorRequired] public string Title { get; set; } = "";

    /// <summary>The pages above this one; an address of null is a heading of the menu.</summary>
    [Parameter] public IReadOnlyList<(string Text, string? Address)> Trail { get; set; } = [];

    /// <summary>Whether the page has charts.</summary>
    [Parameter] public bool Charts { get; set; }

    [Parameter] public RenderFragment? ChildContent { get; set; }
}
