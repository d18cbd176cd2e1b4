using System.Collections.Concurrent;

namespace PackageBilling.Harness;

/// <summary>The servers of a test process, as a fixture of its whole assembly: they end with the last test.</summary>
public sealed class TestServers : IAsyncDisposable
{
    private static readonly ConcurrentBag<IAsyncDisposable> Using = [];

    /// <summary>What is shared by the tests of an assembly and uses a server: it ends before the servers do.</summary>
    public static void EndFirst(IAsyncDisposable user) => Using.Add(user);

    /// <summary>Ends every server that a test has started and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        while (Using.TryTake(out var user)) await user.DisposeAsync();
        await TestPostgres.Discard();
    }
}
