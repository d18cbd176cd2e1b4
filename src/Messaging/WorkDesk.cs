using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Messaging;

/// <summary>Where this node does the pieces that it takes. It is public because the code that Wolverine makes has to see it.</summary>
public sealed class WorkDesk
{
    private readonly IServiceProvider _services;
    private readonly NpgsqlDataSource _source;
    private readonly ILogger _logger;
    private readonly CancellationToken _stopping;

    private readonly int _retries;

    internal WorkDesk(IServiceProvider services, int retries)
    {
        _retries = retries;
        _services = services;
        _source = services.GetRequiredService<NpgsqlDataSource>();
        _logger = services.GetRequiredService<ILogger<WorkDesk>>();
        _stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
    }

    private string Node => _services.GetRequiredService<IWorkQueue>().NodeId;

    internal async Task Do(DoWork message, int attempts)
    {
        try
        {
            await (message.Id.Length == 0 ? InTurn(message) : Piece(message));
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            // Another node need not wait until this one is taken for dead.
            await Take("DELETE FROM work.pieces WHERE kind = $1 AND id = $2", message);
            await _services.GetRequiredService<IWorkQueue>().Offer(message.Kind, [message.Id], CancellationToken.None);
        }
        catch (Exception e)
        {
            _logger.LogError(e, "Work {Kind} {Id} failed, attempt {Attempt}", message.Kind, message.Id, attempts);
            // What becomes a dead letter can be offered anew.
            if (attempts > _retries) await Take("DELETE FROM work.pieces WHERE kind = $1 AND id = $2", message);
            throw;
        }
    }

    internal async Task Ring(RingAlarm alarm)
    {
        await using var command = _source.CreateCommand("DELETE FROM work.alarms WHERE kind = $1 AND name = $2 AND setting = $3");
        command.Parameters.Add(new() { Value = alarm.Kind });
        command.Parameters.Add(new() { Value = alarm.Name });
        command.Parameters.Add(new() { Value = alarm.Setting });
        if (await command.ExecuteNonQueryAsync(_stopping) > 0) await _services.GetRequiredService<IWorkQueue>().Wake(alarm.Kind, _stopping);
    }

    private async Task Piece(DoWork message)
    {
        await Take("UPDATE work.pieces SET node = $3, begun = now() WHERE kind = $1 AND id = $2", message, Node);
        await Work(message);
        await Take("DELETE FROM work.pieces WHERE kind = $1 AND id = $2", message);
    }

    // Of work that has one piece nodes do one after the other. The lock is the session's, so it ends with the node.
    private async Task InTurn(DoWork message)
    {
        await using var connection = await _source.OpenConnectionAsync(_stopping);
        while (!await NodeLock.Try(connection, $"work:{message.Kind}", _stopping)) await Task.Delay(MessagingLimits.Turn, _stopping);
        try
        {
            // Who asks from now on may know more than what this one sees.
            await Take("DELETE FROM work.pieces WHERE kind = $1 AND id = $2", message);
            await Work(message);
        }
        finally
        {
            await NodeLock.Release(connection);
        }
    }

    private Task Work(DoWork message) =>
        _services.GetServices<IWork>().Single(work => work.Kind == message.Kind).Do(message.Id.Length == 0 ? "all" : message.Id, _stopping);

    private async Task Take(string sql, DoWork message, string? node = null)
    {
        await using var command = _source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = message.Kind });
        command.Parameters.Add(new() { Value = message.Id });
        if (node is not null) command.Parameters.Add(new() { Value = node });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
