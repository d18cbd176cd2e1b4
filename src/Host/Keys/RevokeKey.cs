using MediatR;
using Npgsql;
using PackageBilling.Foundation;

namespace PackageBilling.Host;

/// <summary>Puts a key out of force: here at once, on other nodes within seconds. A repeat changes nothing.</summary>
internal sealed record RevokeKey(string KeyId) : IRequest<KeyMade>
{
    internal sealed class Handler(NpgsqlDataSource source, KnownKeys known, TimeProvider clock) : IRequestHandler<RevokeKey, KeyMade>
    {
        public async Task<KeyMade> Handle(RevokeKey request, CancellationToken cancellationToken)
        {
            await using var command = source.CreateCommand("UPDATE product.api_keys SET revoked = coalesce(revoked, $2) WHERE key_id = $1");
            command.Parameters.Add(new() { Value = request.KeyId });
            command.Parameters.Add(new() { Value = clock.GetUtcNow().UtcDateTime });
            if (await command.ExecuteNonQueryAsync(cancellationToken) == 0) throw Refuse.NotFound("keyId", "key", request.KeyId);
            known.Forget();
            return new(request.KeyId);
        }
    }

    internal static void Map(RouteGroupBuilder keys) => keys
        // "current" is an address of its own, which takes no DELETE.
        .MapDelete("{keyId:regex(^(?!current$).*$)}", async (string keyId, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new RevokeKey(keyId), ct);
            return TypedResults.NoContent();
        })
        .AllowAdmin().WithName(nameof(RevokeKey)).WithSummary("Puts a key out of force");
}
