using System.Globalization;

namespace PackageBilling.Portal;

/// <summary>The fields of a package's form, and the body that is made of them. Amounts and dates go as they stand:
/// the interface reads them.</summary>
internal static class PackageForm
{
    /// <summary>A form to define a package with.</summary>
    public static FormState New() => FormState.New(
        ("type", "standard"), ("currency", "USD"), ("quantity", "1"), ("frequency", "monthly"), ("monthDays", "1"),
        ("setupRetail", "0"), ("setupCost", "0"), ("frequencyInterval", "1"), ("anchor", "calendar"));

    /// <summary>A form with a package's terms.</summary>
    public static FormState Of(PackageView package, DateOnly from) => FormState.New(
    [
        ("name", package.Name), ("description", package.Description), ("retail", Text(package.Retail)),
        ("cost", Text(package.Cost)),
        ("setupRetail", Text(package.SetupRetail)), ("setupCost", Text(package.SetupCost)),
        ("quantity", package.Quantity.ToString(CultureInfo.InvariantCulture)),
        ("frequency", package.FrequencyCode),
        ("frequencyInterval", package.FrequencyInterval.ToString(CultureInfo.InvariantCulture)),
        ("anchor", Kinds.Code(package.Anchor)), ("destinations", string.Join(' ', package.Destinations)),
        ("rolloverMinutes", package.RolloverMinutes.ToString(CultureInfo.InvariantCulture)),
        ("minutesTimesQuantity", package.MinutesTimesQuantity ? "yes" : null),
        ("minimumSpend", package.MinimumSpend is { } spend ? Text(spend) : null),
        ("minimumProrated", package.MinimumProrated ? "yes" : null),
        ("minimumDays", package.MinimumDays?.ToString(CultureInfo.InvariantCulture)),
        ("platformFeature", package.PlatformFeature), ("currency", package.Currency),
        ("type", Kinds.Code(package.Type)), ("effectiveFrom", Dates.Text(from)),
        .. package.Schedule.Days.Select(day =>
            (package.Frequency == Frequency.Weekly ? "weekdays" : "monthDays", (string?)day)),
        .. package.Prorate.Select(part => ("prorate", (string?)part)),
    ]);

    /// <summary>The days chosen for the frequency; those of another frequency do not count.</summary>
    private static IReadOnlyList<string> Days(FormState form) => (form.Text("frequency") ?? "monthly") switch
    {
        "weekly" => [.. Frequencies.Weekdays.Select(day => day.Code).Where(day => form.Has("weekdays", day))],
        "monthly" => [.. Enumerable.Range(1, 31).Select(day => day.ToString(CultureInfo.InvariantCulture))
            .Where(day => form.Has("monthDays", day))],
        _ => [],
    };

    /// <summary>When it bills, as far as the form says. An interval that can't be is left to the interface to
    /// refuse.</summary>
    public static Schedule Schedule(FormState form)
    {
        var frequency = form.Text("frequency") ?? "monthly";
        var isNumber = int.TryParse(
            form.Text("frequencyInterval"), NumberStyles.None, CultureInfo.InvariantCulture, out var interval);
        return new(frequency, Days(form),
            isNumber && interval > 0 && interval <= Frequencies.MaxInterval(frequency) ? interval : 1,
            frequency != "none" && form.Text("anchor") == "start");
    }

    /// <summary>The terms as the interface takes them.</summary>
    public static Dictionary<string, object> Terms(FormState form) => FormState.Body(
        ("name", form.Text("name") ?? ""), ("description", form.Text("description")),
        ("retail", form.Text("retail") ?? ""), ("cost", form.Text("cost") ?? ""),
        ("setupRetail", form.Text("setupRetail")), ("setupCost", form.Text("setupCost")),
        ("quantity", form.Whole("quantity")),
        ("frequency", form.Text("frequency") ?? ""), ("frequencyMatch", Match(form)),
        ("frequencyInterval", form.Whole("frequencyInterval")), ("anchor", form.Text("anchor")),
        ("prorate", form.All("prorate") is { Count: > 0 } parts ? parts : null),
        ("destinations",
            form.Text("destinations")?.Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)),
        ("rolloverMinutes", form.Whole("rolloverMinutes")),
        ("minutesTimesQuantity", form.Flag("minutesTimesQuantity") ? true : null),
        ("minimumSpend", form.Text("minimumSpend")),
        ("minimumProrated", form.Flag("minimumProrated") ? true : null), ("minimumDays", form.Whole("minimumDays")),
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
