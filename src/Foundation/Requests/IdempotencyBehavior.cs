using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PackageBilling.Foundation;

/// <summary>
/// Answers a command with the answer that the same caller was given for the same idempotency key (api: "Retries"). A
/// key that comes with another command is refused. A request that only reads binds its key as well,
/// and is answered anew.
/// </summary>
internal sealed class IdempotencyBehavior<TRequest, TAnswer>(
    NpgsqlDataSource source, RequestContext context, CommandLog log, NumberHashes hashes)
    : IPipelineBehavior<TRequest, TAnswer>
{
    public async Task<TAnswer> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        // What a route asks after its command, such as the run that it has started, is not the caller's request.
        if (context.IdempotencyKey is null || log.HasCommand) return await next();
        log.HasCommand = true;
        // Under a key, since the request may hold a number or a name that could be guessed and tried.
        var hash = Encoding.UTF8.GetBytes((await hashes.Ready(cancellationToken))(Convert.ToHexString(SHA256.HashData([
            .. RequestName,
            .. JsonSerializer.SerializeToUtf8Bytes(request, EventJson.Options)]))));
        if (await Given(hash, cancellationToken) is { } given) return given.Answer;
        log.CommandHash = hash;
        try
        {
            var answer = await next();
            if (!log.HasStoredAnswer) await IdempotencyKeys.Bind(source, context, hash, cancellationToken);
            return answer;
        }
        catch (Exception e) when (e is ProblemException or StreamConflictException
            or PostgresException { ConstraintName: IdempotencyKeys.PrimaryKey })
        {
            // The same command may have run at the same time and won;
            // what it wrote can be the reason why this one was refused.
            if (await Given(hash, cancellationToken) is { } won) return won.Answer;
            throw;
        }
        finally
        {
            log.CommandHash = null;
        }
    }

    // Without the folder that the request is in: a key that was used before an upgrade is known after it.
    private static readonly byte[] RequestName =
        Encoding.UTF8.GetBytes($"{typeof(TRequest).Assembly.GetName().Name}.{typeof(TRequest).Name}");

    private sealed record StoredAnswer(TAnswer Answer);

    private async Task<StoredAnswer?> Given(byte[] hash, CancellationToken ct)
    {
        if (await IdempotencyKeys.Find(source, context, ct) is not { } stored) return null;
        if (!stored.CommandHash.AsSpan().SequenceEqual(hash))
            throw Problem.Rule("Idempotency-Key", "was used before with another request");
        return stored.Answer == IdempotencyKeys.NoAnswer
            ? null : new(JsonSerializer.Deserialize<TAnswer>(stored.Answer, EventJson.Options)!);
    }
}
