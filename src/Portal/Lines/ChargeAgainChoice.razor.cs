namespace PackageBilling.Portal;

public partial class ChargeAgainChoice
{
    private const string Name = "chargeAgain";

    [Parameter, EditorRequired] public FormState Form { get; set; } = null!;

    /// <summary>What happens when nothing is charged again.</summary>
    [Parameter, EditorRequired] public string Never { get; set; } = "";

    /// <summary>What happens when it is.</summary>
    [Parameter, EditorRequired] public string Again { get; set; } = "";

    /// <summary>What was chosen.</summary>
    internal static bool IsAgain(FormState form) => form.Text(Name) == "yes";
}
