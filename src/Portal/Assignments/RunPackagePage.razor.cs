namespace PackageBilling.Portal;

public partial class RunPackagePage
{
    [Parameter, EditorRequired] public CustomerView Customer { get; set; } = null!;
    [Parameter, EditorRequired] public IReadOnlyList<AssignedPackage> Assignments { get; set; } = [];
    [Parameter, EditorRequired] public FormState Form { get; set; } = null!;
    [Parameter] public Report? Report { get; set; }

    /// <summary>Why what was shown was not posted; null when it was not refused for that.</summary>
    [Parameter] public ApiRefusedException? Moved { get; set; }

    /// <summary>How many of the lines that are charged again were reversed before.</summary>
    [Parameter] public int Reversed { get; set; }

    private string Lines(int count) => count == 1 ? "1 line was" : $"{Visit.Formats.Count(count)} lines were";

    private bool IsReal => Form.Text("simulate") == "no";

    private int Again => Report!.Lines.Count(line => line.Again);
}
