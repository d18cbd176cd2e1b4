using System.Globalization;

namespace PackageBilling.Portal;

/// <summary>The fields of a package's form, and the body that is made of them. Amounts and dates go as they stand:
/// the interface reads them.</summary>
internal static class PackageForm
{
    /// <summary>A form to define a package with.</summary>
    public static FormState New() => FormState.New(
        ("type", "standard"), ("currency", "USD"), ("quantity", "1"), ("frequency", "monthly"), ("monthDays", "1"),
        ("setupRetail", "0"), ("setupCost", "0"));

    /// <summary>A form with a package's terms.</summary>
    public static FormState Of(PackageView package, DateOnly from) => FormState.New(
    [
        ("name", package.Name), ("description", package.Description), ("retail", Text(package.Retail)),
        ("cost", Text(package.Cost)),
        ("setupRetail", Text(package.SetupRetail)), ("setupCost", Text(package.SetupCost)),
        ("quantity", package.Quantity.ToString(CultureInfo.InvariantCulture)),
        ("frequency", package.FrequencyCode), ("destinations", string.Join(' ', package.Destinations)),
        ("minimumSpend", package.MinimumSpend is { } spend ? Text(spend) : null),
        ("minimumDays", package.MinimumDays?.ToString(CultureInfo.InvariantCulture)),
        ("platformFeature", package.PlatformFeature), ("currency", package.Currency),
        ("type", Kinds.Code(package.Type)), ("effectiveFrom", Dates.Text(from)),
        .. package.Days.Select(day => (package.Frequency == Frequency.Weekly ? "weekdays" : "monthDays", (string?)day)),
    ]);

    /// <summary>The days chosen for the frequency; those of another frequency do not count.</summary>
    public static IReadOnlyList<string> Days(FormState form) => form.Text("frequency") switch
    {
        "weekly" => [.. Frequencies.Weekdays.Select(day => day.Code).Where(day => form.Has("weekdays", day))],
        "monthly" => [.. Enumerable.Range(1, 31).Select(day => day.ToString(CultureInfo.InvariantCulture))
            .Where(day => form.Has("monthDays", day))],
        _ => [],
    };

    /// <summary>The terms as the interface takes them.</summary>
    public static Dictionary<string, object> Terms(FormState form) => FormState.Body(
        ("name", form.Text("name") ?? ""), ("description", form.Text("description")),
        ("retail", form.Text("retail") ?? ""), ("cost", form.Text("cost") ?? ""),
        ("setupRetail", form.Text("setupRetail")), ("setupCost", form.Text("setupCost")),
        ("quantity", form.Whole("quantity")),
        ("frequency", form.Text("frequency") ?? ""), ("frequencyMatch", Match(form)),
        ("destinations",
            form.Text("destinations")?.Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)),
        ("minimumSpend", form.Text("minimumSpend")), ("minimumDays", form.Whole("minimumDays")),
        ("platformFeature", form.Text("platformFeature")));

    /// <summary>An amount for a preview; null when it is none yet.</summary>
    public static decimal? Amount(FormState form, string name) =>
        decimal.TryParse(form.Text(name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && amount <= Amounts.Max ? amount : null;

    /// <summary>An id made of a name, such as <c>hosted-fax</c>; null when the name has nothing
    /// that an id may have.</summary>
    public static string? IdOf(string? name)
    {
        var words = string.Concat((name ?? "").ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' '))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var id = string.Join('-', words);
        return id.Length is 0 or > Identifiers.MaxLength ? null : id;
    }

    private static object Match(FormState form) => form.Text("frequency") == "monthly"
        ? Days(form).Select(day => int.Parse(day, CultureInfo.InvariantCulture)).ToArray()
        : Days(form).ToArray();

    private static string Text(decimal amount) => amount.ToString("0.######", CultureInfo.InvariantCulture);
}
