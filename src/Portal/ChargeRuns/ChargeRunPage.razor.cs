namespace PackageBilling.Portal;

public partial class ChargeRunPage
{
    [Parameter, EditorRequired] public RunView Run { get; set; } = null!;
    [Parameter] public RunProgressView? Progress { get; set; }
    [Parameter, EditorRequired] public Page<ReportLine> Lines { get; set; } = null!;
    [Parameter] public string? Outcome { get; set; }
    [Parameter] public string? CustomerId { get; set; }
    [Parameter] public ReplayView? Replay { get; set; }

    private string Here => ChargeRunPages.Of(Run.RunId);
}
