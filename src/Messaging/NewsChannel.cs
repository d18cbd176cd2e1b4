namespace PackageBilling.Messaging;

/// <summary>A connection that listens on a channel of the database, for those who wait for news or for a
/// time.</summary>
public sealed class NewsChannel : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly TimeProvider _clock;
    private readonly List<string> _payloads = [];

    private NewsChannel(NpgsqlConnection connection, TimeProvider clock)
    {
        (_connection, _clock) = (connection, clock);
        _connection.Notification += (_, news) => _payloads.Add(news.Payload);
    }

    /// <summary>Listens until it is disposed of.</summary>
    public static async Task<NewsChannel> Listen(
        NpgsqlDataSource source, string channel, TimeProvider clock, CancellationToken ct)
    {
        var listening = new NewsChannel(await source.OpenConnectionAsync(ct), clock);
        try
        {
            await listening.Execute($"LISTEN {channel}", ct);
            return listening;
        }
        catch
        {
            await listening.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for news, until an instant at the latest.</summary>
    /// <returns>What was told since the last time, one text for each; none when the time came first.</returns>
    public async Task<IReadOnlyList<string>> Wait(DateTimeOffset until, CancellationToken ct)
    {
        // A statement in between may have brought some.
        var pause = until - _clock.GetUtcNow();
        if (_payloads.Count == 0 && pause > TimeSpan.Zero) await WaitForOne(pause, ct);
        string[] told = [.. _payloads];
        _payloads.Clear();
        return told;
    }

    /// <summary>Ends it. A pool puts a connection away as it is and clears it only when it is used again.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (_connection)
            if (_connection.State == System.Data.ConnectionState.Open)
                await Execute("UNLISTEN *", CancellationToken.None);
    }

    private async Task WaitForOne(TimeSpan atMost, CancellationToken ct)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var news = _connection.WaitAsync(woken.Token);
        await Task.WhenAny(news, Task.Delay(atMost, _clock, woken.Token));
        await woken.CancelAsync();
        try
        {
            await news;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // The time came first.
        }
    }

    private async Task Execute(string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
