namespace PackageBilling.Host;

/// <summary>
/// Rotation of encryption keys (docs/operating.md): a request is a step, so progress shows and it can be stopped at
/// any time.
/// </summary>
internal static class RewrapRoute
{
    /// <summary>Data keys of one request; a few seconds of work at most.</summary>
    private const int KeysPerStep = 20_000;

    public static void MapRewrap(this IEndpointRouteBuilder api) => api
        .MapPost("/encryption/rewrap",
            async (RewrapKeys rewrap, CancellationToken ct) => TypedResults.Ok(await rewrap.Some(KeysPerStep, ct)))
        .AllowAdmin().WithName("RewrapDataKeys").WithTags("Keys")
        .WithSummary("Wraps data keys under the newest encryption key, some at a time; repeat until none is left");
}
