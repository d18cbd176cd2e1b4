namespace PackageBilling.Harness;

/// <summary>The servers of a test process, as a fixture of its whole assembly: they end with the last test.</summary>
public sealed class TestServers : IAsyncDisposable
{
    /// <summary>Ends every server that a test has started and removes its folder.</summary>
    public async ValueTask DisposeAsync() => await TestPostgres.Discard();
}
