using System.Text.Json.Serialization;

namespace PackageBilling.Host;

/// <summary>
/// Creates a key for a person or a system (api: "Access"). Its name says who did what, so no two keys that aren't
/// revoked have names that look alike, and none looks like a name that the product itself acts under.
/// </summary>
internal sealed record CreateKey(string? Name, string? Role, string? ExpiresAt = null) : IRequest<KeyMade>
{
    internal sealed class Validator : AbstractValidator<CreateKey>
    {
        public Validator()
        {
            RuleFor(key => key.Name).NotNull().Line(Texts.Name).ActorName();
            RuleFor(key => key.Role).NotNull().Must(role => role is null || Roles.All.Contains(role))
                .WithMessage($"must be one of {string.Join(", ", Roles.All)}");
        }
    }

    internal sealed class Handler(NpgsqlDataSource source, KnownKeys known, CommandLog log)
        : IRequestHandler<CreateKey, KeyMade>
    {
        public async Task<KeyMade> Handle(CreateKey request, CancellationToken cancellationToken)
        {
            var (name, secret) = (ActorNames.Normalized(request.Name!), ApiKey.NewSecret());
            if (ActorNames.IsReserved(name))
                throw Problem.Conflict("name", "is, or looks like, a name that the product itself acts under");
            var expiresAt = request.ExpiresAt is null
                ? (DateTimeOffset?)null : QueryText.Instant("expiresAt", request.ExpiresAt);
            var key = new ApiKey(
                Ids.New(log.Now), name, request.Role!, ApiKey.HashOf(secret), expiresAt?.ToUniversalTime());
            if (key.HasExpired(log.Now)) throw Problem.Rule("expiresAt", "must be in the future");
            if ((await KeyTable.InForce(source, log.Now, cancellationToken)).Count >= KnownKeys.MaxKeys)
                throw Problem.Rule(
                    "name", $"there are {KnownKeys.MaxKeys} keys already; revoke those that nobody uses");
            var made = await Store(key, secret, log, cancellationToken);
            known.Forget();
            return made;
        }
    }

    /// <summary>Stores a key and the event that says so, in one transaction.</summary>
    /// <exception cref="ProblemException">Another key has the name, or one that looks like it.</exception>
    internal static Task<KeyMade> Store(ApiKey key, string secret, CommandLog log, CancellationToken ct) => log.Commit(
        async (connection, token) => await KeyTable.Add(connection, key, log.Now, token)
            ? new KeyMade(key.KeyId) { Secret = secret }
            : throw Problem.Conflict(
                "name", await KeyTable.NameLike(connection, key.Name, token) is { } other && other != key.Name
                    ? $"looks like {other}, the name of another key; choose another name, or revoke that key first"
                    : "is the name of another key; choose another name, or revoke that key first"),
        ct, KeyFacts.Append(new KeyCreated(key.KeyId, key.Name, key.Role, key.ExpiresAt)));

    /// <param name="KeyId">The key's id.</param>
    /// <param name="Key">The key itself, shown only once: null in the answer to a repeat.</param>
    internal sealed record Answer(string KeyId, string? Key);

    internal static void Map(RouteGroupBuilder keys) => keys
        .MapPost("", async (CreateKey body, IMediator mediator, CancellationToken ct) =>
        {
            var made = await mediator.Send(body, ct);
            return TypedResults.Created($"/api/keys/{made.KeyId}", new Answer(made.KeyId, made.Secret));
        })
        .AllowAdmin().WithName(nameof(CreateKey)).WithSummary("Creates a key and shows it once");
}

/// <summary>A key that was created, or revoked.</summary>
internal sealed record KeyMade(string KeyId)
{
    /// <summary>What the caller sends. It is in no answer that is kept, so a repeat does not have it.</summary>
    [JsonIgnore]
    public string? Secret { get; init; }
}
