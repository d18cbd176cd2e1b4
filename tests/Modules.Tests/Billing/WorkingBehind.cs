namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Work that is done beside the reading of what comes next.</summary>
public sealed class WorkingBehind
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(10_000)]
    public async Task every_item_is_worked_on_once_in_order(int count)
    {
        var done = new List<int>();
        await using var behind = new WorkBehind<int>(done.Add);
        for (var n = 0; n < count; n++) await behind.Add(n);
        await behind.End();
        done.ShouldBe(Enumerable.Range(0, count));
    }

    [Fact]
    public async Task what_the_work_throws_reaches_the_one_who_hands_over()
    {
        var done = new List<int>();
        await using var behind = new WorkBehind<int>(n =>
        {
            if (n == 700) throw new InvalidOperationException("700");
            done.Add(n);
        });
        (await Should.ThrowAsync<InvalidOperationException>(async () =>
        {
            for (var n = 0; n < 10_000; n++) await behind.Add(n);
            await behind.End();
        })).Message.ShouldBe("700");
        done.ShouldBe(Enumerable.Range(0, 700));
    }

    [Fact]
    public async Task nothing_is_worked_on_any_more_once_it_is_let_go()
    {
        var done = 0;
        var behind = new WorkBehind<int>(_ => done++);
        for (var n = 0; n < 300; n++) await behind.Add(n);
        await behind.DisposeAsync();
        done.ShouldBe(256);
    }
}
