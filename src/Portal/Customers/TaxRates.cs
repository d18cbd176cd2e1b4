namespace PackageBilling.Portal;

/// <summary>Taxes in words.</summary>
internal static class TaxRates
{
    /// <summary>The rates with their percentages.</summary>
    public static string Text(IReadOnlyList<NamedRate> rates, Formats formats) => rates.Count == 0 ? "no tax"
        : string.Join(", ", rates.Select(rate => $"{rate.Name} {formats.Percent(rate.Percent)}"));
}
