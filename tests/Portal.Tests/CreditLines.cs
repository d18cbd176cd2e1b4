using PackageBilling.Contracts;

namespace PackageBilling.Portal.Tests;

/// <summary>What an account's chart and its last entries show, of statements that add up.</summary>
public sealed class CreditLines
{
    private static readonly DateOnly First = new(2026, 1, 1);

    [Fact]
    public void few_changes_are_points_of_their_own_and_the_lines_of_one_run_are_one()
    {
        var line = CreditLine.Of(
            5, [Entry(1, 0, 100, 105), Entry(2, 1, -10, 95), Entry(2, 1, -20, 75), Entry(3, 1, 10, 85)], false);
        line.Points.Select(point => point.Credit).ShouldBe([5m, 105m, 75m, 85m]);
        line.Points.Select(point => point.On).ShouldBe([null, First, First.AddDays(1), First.AddDays(1)]);
        (line.Last.BroughtForward, line.Last.Items.Count).ShouldBe((5m, 4));
    }

    [Fact]
    public void many_changes_are_drawn_by_what_each_date_ended_with()
    {
        var line = CreditLine.Of(0, [.. Enumerable.Range(1, 300).Select(n => Entry(n, n / 100, 1, n))], false);
        line.Points.Select(point => (point.On, point.Credit)).ShouldBe(
            [(null, 0m), (First, 99m), (First.AddDays(1), 199m), (First.AddDays(2), 299m), (First.AddDays(3), 300m)]);
        (line.Last.BroughtForward, line.Last.Items[0].CreditAfter, line.Last.Items[^1].CreditAfter)
            .ShouldBe((290m, 291m, 300m));
    }

    [Fact]
    public void a_span_without_entries_has_the_credit_brought_forward_alone()
    {
        var line = CreditLine.Of(7, [], false);
        line.Points.ShouldBe([new(null, null, 7)]);
        (line.Last.BroughtForward, line.Last.Items.Count).ShouldBe((7m, 0));
    }

    private static RecordedEntry Entry(long position, int day, decimal amount, decimal after) => new(
        First.AddDays(day), "payment", amount, after, "r", null, null, position,
        new(First.AddDays(day), new(12, 0), TimeSpan.Zero), "test", null);
}
