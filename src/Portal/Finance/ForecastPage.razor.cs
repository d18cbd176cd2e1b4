namespace PackageBilling.Portal;

public partial class ForecastPage
{
    // What a person reads and a chart can show; the file has all.
    private const int Shown = 400, Bars = 40;

    [Parameter, EditorRequired] public FormState Form { get; set; } = null!;
    [Parameter] public ForecastView? Forecast { get; set; }
    [Parameter, EditorRequired] public string Query { get; set; } = "";

    private static string Title(string by) =>
        by switch { "package" => "Package", "customer" => "Customer", _ => "Business date" };

    private string Label(ForecastView forecast, ForecastRow row) =>
        forecast.GroupBy == "day" && Dates.Parse(row.Key) is { } date ? Visit.Formats.Date(date) : row.Key ?? "";

    private string Chart(ForecastView forecast, IReadOnlyList<ForecastRow> rows)
    {
        var shown = forecast.GroupBy == "day"
            ? rows.Take(Shown).ToList()
            : [.. rows.OrderByDescending(row => row.Retail).Take(Bars)];
        (string, decimal[])[] series =
        [
            ("Revenue", [.. shown.Select(row => row.Retail)]), ("Cost", [.. shown.Select(row => row.Cost)]),
            ("Margin", [.. shown.Select(row => row.Margin)]),
        ];
        return ChartData.Bars(Visit.Formats.Language, [.. shown.Select(row => Label(forecast, row))], series);
    }
}
