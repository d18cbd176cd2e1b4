using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PackageBilling.Foundation;

/// <summary>
/// Answers a command with the answer that the same caller was given for the same idempotency key (api: "Retries"). A key that
/// comes with another command is refused. A request that only reads binds its key as well, and is answered anew.
/// </summary>
internal sealed class AnswerRepeats<TRequest, TAnswer>(
    NpgsqlDataSource source, RequestContext context, CommandLog log, NumberHashes hashes)
    : IPipelineBehavior<TRequest, TAnswer>
{
    public async Task<TAnswer> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        // What a route asks after its command, such as the run that it has started, is not the caller's request.
        if (context.IdempotencyKey is null || log.HasCommand) return await next();
        log.HasCommand = true;
        // Under a key, since the request may hold a number or a name that could be guessed and tried.
        var hash = Encoding.UTF8.GetBytes((await hashes.Ready(cancellationToken))(Convert.ToHexString(SHA256.HashData([
            .. Encoding.UTF8.GetBytes(typeof(TRequest).FullName!),
            .. JsonSerializer.SerializeToUtf8Bytes(request, EventJson.Options)]))));
        if (await Given(hash, cancellationToken) is { } given) return given.Answer;
        log.CommandHash = hash;
        try
        {
            var answer = await next();
            if (!log.HasReceipt) await Receipts.Bind(source, context, hash, cancellationToken);
            return answer;
        }
        catch (Exception e) when (e is RefusedException or StreamConflictException or PostgresException { ConstraintName: Receipts.PrimaryKey })
        {
            // The same command may have run at the same time and won; what it wrote can be the very reason why this one was refused.
            if (await Given(hash, cancellationToken) is { } won) return won.Answer;
            throw;
        }
        finally
        {
            log.CommandHash = null;
        }
    }

    private sealed record Receipt(TAnswer Answer);

    private async Task<Receipt?> Given(byte[] hash, CancellationToken ct)
    {
        if (await Receipts.Find(source, context, ct) is not { } receipt) return null;
        if (!receipt.CommandHash.AsSpan().SequenceEqual(hash))
            throw Refuse.Because("Idempotency-Key", "was used before with another request");
        return receipt.Answer == Receipts.NoAnswer ? null : new(JsonSerializer.Deserialize<TAnswer>(receipt.Answer, EventJson.Options)!);
    }
}
