namespace PackageBilling.Modules.Tests.Requests;

/// <summary>Many who write one stream at once: each is heard, and none decides again for every other.</summary>
public sealed class DecidingAgain
{
    private readonly StreamQueues _turns = new();
    private readonly Lock _gate = new();
    private int _version, _decisions, _begun;

    [Fact]
    public async Task of_many_at_once_each_decides_a_few_times_only()
    {
        const int writers = 64;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(() =>
            new RetryOnConflict<object, int>(_turns).Handle(new(), CancellationToken.None, async () =>
            {
                var (known, first) = (_version, Interlocked.Increment(ref _decisions) <= writers);
                // All know the same when they decide for the first time;
                // later each leaves the others time to get in between.
                if (first && Interlocked.Increment(ref _begun) == writers) all.SetResult();
                if (first) await all.Task;
                else await Task.Yield();
                lock (_gate)
                    return _version == known
                        ? ++_version : throw new StreamConflictException("account-acme", known, _version);
            }))));

        _version.ShouldBe(writers);
        // The first time all but one have lost; then they take turns.
        _decisions.ShouldBe((2 * writers) - 1);
        _turns.Count.ShouldBe(0);
    }

    [Fact]
    public async Task who_gives_up_waiting_is_passed_over()
    {
        var first = await _turns.Enter("s", CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var (second, third) = (_turns.Enter("s", stop.Token), _turns.Enter("s", CancellationToken.None));
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        third.IsCompleted.ShouldBeFalse();
        first.Dispose();
        (await third).Dispose();
        _turns.Count.ShouldBe(0);
    }

    [Fact]
    public async Task another_stream_has_turns_of_its_own()
    {
        using var one = await _turns.Enter("one", CancellationToken.None);
        using var other = await _turns.Enter("other", CancellationToken.None);
        _turns.Count.ShouldBe(2);
    }
}
