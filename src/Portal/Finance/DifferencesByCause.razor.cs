using System.Globalization;

namespace PackageBilling.Portal;

public partial class DifferencesByCause
{
    [Parameter, EditorRequired] public ComparisonView Comparison { get; set; } = null!;

    // What moves the most money stands first.
    private List<(EventView? Cause, IReadOnlyList<LineDifference> Lines, int Place)> Groups =>
    [
        .. Comparison.Lines.GroupBy(line => line.FirstEvent?.Position)
            .OrderByDescending(group => Math.Abs(group.Sum(line => line.Retail)))
            .Select((group, i) => (group.First().FirstEvent, (IReadOnlyList<LineDifference>)[.. group], i + 1)),
    ];

    private IEnumerable<(EventView? Cause, IEnumerable<Sum> Sums, int Place)> Causes => Groups.Select(group => (
        group.Cause,
        group.Lines.GroupBy(line => line.Currency, StringComparer.Ordinal).Select(sum => new Sum(
            sum.Key, sum.Count(), sum.Sum(line => line.Retail), sum.Sum(line => line.Cost))),
        group.Place));

    private static string Name(EventView? cause) => cause is null
        ? "A hypothesis, or the date itself"
        : string.Create(CultureInfo.InvariantCulture, $"{Kinds.Fact(cause.Type)}, event {cause.Position}");

    private sealed record Sum(string Currency, int Lines, decimal Retail, decimal Cost);
}
