namespace PackageBilling.Host;

/// <summary>Writes down when keys were last used, so that those nobody uses can be found.</summary>
internal sealed class RecordKeyUse(
    NpgsqlDataSource source, KnownKeys keys, TimeProvider clock, ILogger<RecordKeyUse> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await Record(stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Record(cancellationToken);
    }

    private async Task Record(CancellationToken ct)
    {
        var used = keys.TakeUsed();
        if (used.Count == 0) return;
        try
        {
            await using var command = source.CreateCommand("""
                UPDATE product.api_keys k SET last_used = greatest(k.last_used, u.at)
                FROM unnest($1, $2) AS u (key_id, at) WHERE k.key_id = u.key_id
                """);
            command.Parameters.AddValues(used.Keys.ToArray(), used.Values.Select(at => at.UtcDateTime).ToArray());
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning(
                DatabaseErrors.Unexpected(e),
                "The last use of {Count} keys could not be written down: {Reason}", used.Count, e.Message);
        }
    }
}
