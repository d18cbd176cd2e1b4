using System.Text.Json;

namespace PackageBilling.Foundation;

/// <summary>
/// Where a command's handler loads what it decides on and commits what it decided: the events and,
/// if the caller sent an idempotency key, the answer, in one transaction.
/// </summary>
public sealed class CommandLog(IEventLog log, RequestContext context, TimeProvider clock)
{
    /// <summary>The hash of the command, set when the caller gave an idempotency key.</summary>
    internal byte[]? CommandHash { get; set; }

    /// <summary>Whether the request that the caller's idempotency key belongs to has been sent.</summary>
    internal bool HasCommand { get; set; }

    /// <summary>Whether the answer was kept for a repeat.</summary>
    internal bool HasStoredAnswer { get; private set; }

    /// <summary>The time of this command.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The state of a stream, folded from its start, and the version it is at (0:
    /// there is no such stream).</summary>
    public async Task<(TState? State, long Version)> Load<TState>(
        string streamId, Func<TState?, object, TState?> evolve, CancellationToken ct) where TState : class
    {
        TState? state = null;
        var version = 0L;
        foreach (var stored in await log.ReadStream(streamId, ct))
        {
            state = evolve(state, stored.Data);
            version = stored.Version;
        }
        return (state, version);
    }

    /// <summary>Commits events, possibly none, with the answer that a repeat of the command will get again.</summary>
    /// <exception cref="StreamConflictException">Another request was faster; the handler runs again.</exception>
    public async Task<TAnswer> Commit<TAnswer>(
        TAnswer answer, CancellationToken ct, params IReadOnlyList<StreamAppend> appends)
    {
        var changes = appends.Where(append => append.Events.Count > 0).ToList();
        Func<NpgsqlConnection, CancellationToken, Task>? receipt = CommandHash is null
            ? null : (connection, token) => Keep(connection, answer, token);
        if (changes.Count > 0 || receipt is not null) await log.Append(changes, context.Metadata(Now), receipt, ct);
        return answer;
    }

    /// <summary>Commits events with an answer that is known only after further statements of the same
    /// transaction.</summary>
    /// <exception cref="StreamConflictException">Somebody was faster; the handler is run again.</exception>
    public async Task<TAnswer> Commit<TAnswer>(
        Func<NpgsqlConnection, CancellationToken, Task<TAnswer>> alongside, CancellationToken ct,
        params IReadOnlyList<StreamAppend> appends)
    {
        TAnswer? answer = default;
        await log.Append(appends, context.Metadata(Now), async (connection, token) =>
        {
            answer = await alongside(connection, token);
            if (CommandHash is not null) await Keep(connection, answer, token);
        }, ct);
        return answer!;
    }

    private async Task Keep<TAnswer>(NpgsqlConnection connection, TAnswer answer, CancellationToken ct)
    {
        await IdempotencyKeys.Insert(
            connection, context, CommandHash!, JsonSerializer.SerializeToUtf8Bytes(answer, EventJson.Options), ct);
        HasStoredAnswer = true;
    }
}
