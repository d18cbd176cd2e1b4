namespace PackageBilling.Portal;

public partial class AssignmentPage
{
    [Parameter, EditorRequired] public CustomerView Customer { get; set; } = null!;
    [Parameter, EditorRequired] public AssignmentWithHistory Assignment { get; set; } = null!;

    /// <summary>Its package, with the terms of today.</summary>
    [Parameter, EditorRequired] public PackageView Package { get; set; } = null!;

    [Parameter] public string? Tag { get; set; }
    [Parameter] public FreeMinutesView? Window { get; set; }
    [Parameter, EditorRequired] public DateExplanation Explained { get; set; } = null!;

    /// <summary>The form that was refused or looked at.</summary>
    [Parameter] public string Part { get; set; } = "";

    [Parameter, EditorRequired] public FormState Form { get; set; } = null!;

    /// <summary>What the edit that was looked at would change.</summary>
    [Parameter, EditorRequired] public ChangedCharges Changed { get; set; } = null!;

    private string Here => AssignmentPages.Of(Customer.CustomerId, Assignment.AssignmentId);

    private string Outcome => Explained.Outcome switch
    {
        "wouldBeCharged" => "Yes, a run would charge it",
        "alreadyCharged" => "It was charged already",
        "skipped" => "No, it is skipped",
        "quarantined" => "No: its data contradict each other",
        _ => "No, nothing is due",
    };
}
