using FsCheck;
using FsCheck.Fluent;

namespace PackageBilling.Modules.Tests.Billing.Accounts;

/// <summary>A statement has one time and adds up, whatever was recorded and however it is asked for (domain:
/// "Credit"; I8).</summary>
public sealed class Statements
{
    private static readonly int Cases = Environment.GetEnvironmentVariable("PACKAGEBILLING_LONG") == "1" ? 5_000 : 300;

    [Fact]
    public void each_rows_credit_is_the_row_above_plus_its_amount_over_any_span_and_any_page() => ForAll(async (
        account, from, to, limit) =>
    {
        var pages = await account.Pages(from, to, limit);
        var credit = pages[0].BroughtForward;
        foreach (var page in pages)
        {
            page.BroughtForward.ShouldBe(credit);
            page.Items.Count.ShouldBeLessThanOrEqualTo(limit);
            foreach (var entry in page.Items) (credit += entry.Amount).ShouldBe(entry.CreditAfter);
        }
    });

    [Fact]
    public void a_statement_is_in_the_order_of_the_log_and_its_dates_never_go_back() => ForAll(async (
        account, from, to, limit) =>
    {
        var entries = (await account.Pages(from, to, limit)).SelectMany(page => page.Items).ToList();
        foreach (var (entry, next) in entries.Zip(entries.Skip(1)))
        {
            next.Position.ShouldBeGreaterThanOrEqualTo(entry.Position);
            next.On.ShouldBeGreaterThanOrEqualTo(entry.On);
        }
        entries.ShouldAllBe(entry => entry.On >= from && entry.On <= to);
    });

    [Fact]
    public void spans_that_follow_one_another_have_every_entry_once_and_carry_the_credit_on() => ForAll(async (
        account, from, to, limit) =>
    {
        var whole = await account.Pages(Dates.Min, Dates.Max, PageRequest.MaxLimit);
        var parts = new[] { await account.Pages(Dates.Min, from.AddDays(-1), limit),
            await account.Pages(from, to, limit), await account.Pages(to.AddDays(1), Dates.Max, limit) };
        parts.SelectMany(part => part).SelectMany(page => page.Items).ShouldBe(whole.SelectMany(page => page.Items));
        var credit = 0m;
        foreach (var part in parts)
        {
            part[0].BroughtForward.ShouldBe(credit);
            credit += part.SelectMany(page => page.Items).Sum(entry => entry.Amount);
        }
        whole.SelectMany(page => page.Items).Sum(entry => entry.Amount).ShouldBe(credit);
    });

    [Fact]
    public async Task an_entry_has_the_date_on_which_it_was_recorded_and_a_charge_its_business_date_beside()
    {
        var account = new RecordedAccount([new(Deed.Pay, 0, 6750), new(Deed.Charge, 24, 45), new(Deed.Reverse, 24, 1)]);
        (await account.Pages(Dates.Min, Dates.Max, 50)).ShouldHaveSingleItem().Items
            .Select(entry => (entry.On, entry.Kind, entry.Amount, entry.CreditAfter, entry.Date)).ShouldBe(
            [
                (new(2025, 3, 1), "payment", 675m, 675m, null),
                (new(2025, 3, 2), "recurring", -4.5m, 670.5m, new DateOnly(2025, 1, 16)),
                (new(2025, 3, 2), "recurring", -4.5m, 666m, new DateOnly(2025, 1, 16)),
                (new(2025, 3, 3), "reversal", 4.5m, 670.5m, new DateOnly(2025, 1, 16)),
            ]);
    }

    [Fact]
    public async Task a_span_without_entries_says_the_credit_that_stayed()
    {
        var account = new RecordedAccount([new(Deed.Pay, 0, 100), new(Deed.Pay, 240, 50)]);
        var page = (await account.Pages(new(2025, 3, 2), new(2025, 3, 5), 50)).ShouldHaveSingleItem();
        (page.BroughtForward, page.Items.Count).ShouldBe((10m, 0));
    }

    [Fact]
    public async Task a_move_to_another_time_zone_changes_no_date_that_was_shown_before()
    {
        // 10:00 in UTC is the next day on Kiritimati: size 1 of a move goes there.
        var before = new RecordedAccount([new(Deed.Pay, 0, 100)]);
        var after = new RecordedAccount([new(Deed.Pay, 0, 100), new(Deed.Move, 0, 1), new(Deed.Pay, 0, 50)]);
        (await before.Pages(Dates.Min, Dates.Max, 50))[0].Items.Single().On.ShouldBe(new(2025, 3, 1));
        (await after.Pages(Dates.Min, Dates.Max, 50))[0].Items.Select(entry => entry.On)
            .ShouldBe([new(2025, 3, 1), new(2025, 3, 2)]);
    }

    [Theory]
    [InlineData("1:0")]
    [InlineData("1:0:")]
    [InlineData("1:0:2025-02-30")]
    [InlineData("0:0:2025-02-01")]
    [InlineData("x:0:2025-02-01")]
    [InlineData("2025-02-01")]
    public void a_token_of_another_list_is_refused(string token) =>
        Should.Throw<ProblemException>(() => StatementPlace.Of(new(50, token))).Field.ShouldBe("after");

    private static void ForAll(Func<RecordedAccount, DateOnly, DateOnly, int, Task> holds) => Prop
        .ForAll(RecordedAccount.Any, Arb.From(Gen.Choose(-1, 20).Two()), Arb.From(Gen.Choose(1, 7)), (
            steps, span, limit) =>
        {
            var from = new DateOnly(2025, 3, 1).AddDays(span.Item1);
            holds(new(steps), from, from.AddDays(span.Item2), limit).GetAwaiter().GetResult();
        })
        .Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));
}
