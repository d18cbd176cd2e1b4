namespace PackageBilling.Portal;

/// <summary>What can be done with a package of a customer, each in a form of its own.</summary>
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

    /// <summary>The fields of a form: as they were sent when it is the one that was refused or looked at.</summary>
    internal FormState FormOf(string part) => part == Part ? Form : Blank;

    /// <summary>What an edit would change, when it is the one that was looked at.</summary>
    internal ChangedCharges ChangedOf(string part) => part == Part ? Changed : ChangedCharges.None;

    /// <summary>The mark of a form's wish.</summary>
    internal string Once(string part) => part == Part ? Form.Once : Visit.Once();
}
