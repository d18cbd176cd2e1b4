using System.Globalization;

namespace PackageBilling.Portal;

public partial class RevisePackagePage
{
    private const string ForWhichDates =
        "Prices may change for any date; when it bills, prorating, minimum spend and free minutes only from tomorrow "
        + "on";

    [Parameter, EditorRequired] public PackageView Package { get; set; } = null!;
    [Parameter] public string? Tag { get; set; }
    [Parameter, EditorRequired] public FormState Form { get; set; } = null!;
    [Parameter] public bool Compare { get; set; }

    /// <summary>Those who have the package when the revision begins; null while nothing is compared.</summary>
    [Parameter] public AssignmentCounts? Counts { get; set; }

    [Parameter, EditorRequired] public IReadOnlyList<string> Features { get; set; } = [];

    private IEnumerable<(string Name, string Before, string After)> Rows()
    {
        yield return ("Name", Package.Name, Form.Text("name") ?? "");
        yield return Amount("Retail", "retail", Package.Retail);
        yield return Amount("Cost", "cost", Package.Cost);
        yield return Amount("Setup retail", "setupRetail", Package.SetupRetail);
        yield return Amount("Setup cost", "setupCost", Package.SetupCost);
        yield return ("Quantity", Text(Package.Quantity), Form.Text("quantity") ?? "1");
        yield return ("Bills", Package.Bills, Frequencies.Words(PackageForm.Schedule(Form)));
        yield return ("Prorate", string.Join(", ", Package.Prorate), string.Join(", ", Form.All("prorate")));
        yield return Amount("Minimum spend", "minimumSpend", Package.MinimumSpend);
        yield return ("Minimum spend in proportion", Text(Package.MinimumProrated), Flag("minimumProrated"));
        if (Package.GrantsMinutes)
        {
            yield return ("Destinations", string.Join(' ', Package.Destinations), Form.Text("destinations") ?? "");
            yield return ("Rollover minutes", Text(Package.RolloverMinutes), Form.Text("rolloverMinutes") ?? "0");
            yield return (
                "Minutes for each unit", Text(Package.MinutesTimesQuantity), Flag("minutesTimesQuantity"));
        }
        yield return ("Minimum days", Text(Package.MinimumDays), Form.Text("minimumDays") ?? "");
        yield return ("Platform package", Package.PlatformFeature ?? "", Form.Text("platformFeature") ?? "");
        yield return ("Description", Package.Description ?? "", Form.Text("description") ?? "");
    }

    private static string Text(int? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Text(bool isSet) => isSet ? "yes" : "no";

    private string Flag(string field) => Text(Form.Flag(field));

    private (string, string, string) Amount(string name, string field, decimal? before) => (
        name,
        before is { } known ? Visit.Formats.Amount(known) : "",
        PackageForm.Amount(Form, field) is { } after ? Visit.Formats.Amount(after)
            : Form.Text(field) ?? (before is null ? "" : Visit.Formats.Amount(0)));
}
