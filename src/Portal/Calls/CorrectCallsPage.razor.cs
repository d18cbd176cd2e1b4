namespace PackageBilling.Portal;

public partial class CorrectCallsPage
{
    // As many as a person reads; the sums say the rest.
    private const int Shown = 200;

    private static readonly string[] Chosen = ["kind", "customerId", "from", "to", "importId", "callIds"];

    [Parameter, EditorRequired] public FormState Form { get; set; } = null!;

    /// <summary>What would change; null before calls were chosen, or when that was refused.</summary>
    [Parameter] public CallCorrectionReport? Report { get; set; }

    private bool IsRerate => CorrectCalls.Kind(Form) == CallCorrectionKind.Rerate;

    private string Calls(long count) => count == 1 ? "1 call" : $"{Visit.Formats.Count(count)} calls";

    private string Count => Report!.Changed == 0
        ? $"Nothing would change: {Calls(Report.Calls)} found"
        : $"{Calls(Report.Changed)} of {Visit.Formats.Count(Report.Calls)} would "
            + (IsRerate ? "change" : "be voided");

    private string Button => $"{(IsRerate ? "Rate" : "Void")} {Calls(Report!.Changed)}{(IsRerate ? " again" : "")}";

    private static string Cause(CallCorrectionCause cause) => cause switch
    {
        CallCorrectionCause.Voided => "The calls are voided",
        CallCorrectionCause.Assigned => "The package was assigned later",
        CallCorrectionCause.NotActive => "The assignment isn't active on their date",
        CallCorrectionCause.TermsChanged => "The package's minutes or destinations changed",
        CallCorrectionCause.OtherCalls => "Other calls use its minutes differently",
        _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, null),
    };
}
