namespace PackageBilling.Portal;

public partial class AssignmentEdits
{
    private static readonly FormState Blank = FormState.New();

    [Parameter, EditorRequired] public AssignedPackage Assignment { get; set; } = null!;
    [Parameter, EditorRequired] public string Here { get; set; } = "";
    [Parameter] public string? Tag { get; set; }

    /// <summary>The form that was refused or looked at.</summary>
    [Parameter] public string Part { get; set; } = "";

    [Parameter, EditorRequired] public FormState Form { get; set; } = null!;
    [Parameter, EditorRequired] public ChangedCharges Changed { get; set; } = null!;

    private FormState FormOf(string part) => part == Part ? Form : Blank;

    private ChangedCharges ChangedOf(string part) => part == Part ? Changed : ChangedCharges.None;

    private string Once(string part) => part == Part ? Form.Once : Visit.Once();
}
