namespace PackageBilling.Portal;

/// <summary>Finance: everything that is asked stands in the address, so that an answer can be shared;
/// nothing is written.</summary>
internal static class FinancePages
{
    public const string Simulate = "/finance/simulate";
    public const string Compare = "/finance/compare";
    public const string Forecast = "/finance/forecast";

    public static readonly IReadOnlyList<(string, string?)> Trail = [("Finance", null)];

    public static void Map(IEndpointRouteBuilder portal)
    {
        portal.MapGet(Simulate, SimulateDate.Show).Needs(Ability.Simulate);
        portal.MapGet(Compare, CompareTwo.Show).Needs(Ability.Simulate);
        portal.MapGet(Compare + ".csv", CompareTwo.File).Needs(Ability.Simulate);
        portal.MapGet(Forecast, ForecastSpan.Show).Needs(Ability.Simulate);
        portal.MapGet(Forecast + ".csv", ForecastSpan.File).Needs(Ability.Simulate);
    }
}
