namespace PackageBilling.Host;

/// <summary>
/// Revokes a key and ends the portal sessions that were begun with it: here at once, on other nodes within seconds. A
/// repeat changes nothing.
/// </summary>
internal sealed record RevokeKey(string KeyId) : IRequest<KeyMade>
{
    internal sealed class Handler(NpgsqlDataSource source, KnownKeys known, PortalSessions sessions, CommandLog log)
        : IRequestHandler<RevokeKey, KeyMade>
    {
        public async Task<KeyMade> Handle(RevokeKey request, CancellationToken cancellationToken)
        {
            var made = new KeyMade(request.KeyId);
            var isRevoked = await KeyTable.IsRevoked(source, request.KeyId, cancellationToken);
            if (isRevoked ?? throw Problem.NotFound("keyId", "key", request.KeyId)) return made;
            try
            {
                await log.Commit(async (connection, token) =>
                {
                    if (!await KeyTable.Revoke(connection, request.KeyId, log.Now, token))
                        throw new AlreadyRevokedException();
                    await SessionTable.EndAll(connection, request.KeyId, token);
                    return made;
                }, cancellationToken, KeyFacts.Append(new KeyRevoked(request.KeyId)));
            }
            catch (AlreadyRevokedException)
            {
                // Somebody else did it in between, and the log says so already.
            }
            known.Forget();
            sessions.Forget();
            return made;
        }
    }

    private sealed class AlreadyRevokedException : Exception;

    internal static void Map(RouteGroupBuilder keys) => keys
        // These are addresses of their own, which take no DELETE.
        .MapDelete("{keyId:regex(^(?!(current|history)$).*$)}", async (
            string keyId, IMediator mediator, CancellationToken ct) =>
        {
            await mediator.Send(new RevokeKey(keyId), ct);
            return TypedResults.NoContent();
        })
        .AllowAdmin().WithName(nameof(RevokeKey)).WithSummary("Revokes a key");
}
