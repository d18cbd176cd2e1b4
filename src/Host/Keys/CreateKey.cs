using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using MediatR;
using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Host;

/// <summary>Makes a key for a person or a system (api: "Access"). Names are unique among keys in force: they say who did what.</summary>
internal sealed record CreateKey(string? Name, string? Role) : IRequest<KeyMade>
{
    internal sealed class Validator : AbstractValidator<CreateKey>
    {
        public Validator()
        {
            RuleFor(key => key.Name).NotNull().Line(Texts.Name);
            RuleFor(key => key.Role).NotNull().Must(role => role is null || Roles.All.Contains(role)).WithMessage($"must be one of {string.Join(", ", Roles.All)}");
        }
    }

    internal sealed class Handler(NpgsqlDataSource source, KnownKeys known, RequestContext context, CommandLog log, IHttpContextAccessor http)
        : IRequestHandler<CreateKey, KeyMade>
    {
        public async Task<KeyMade> Handle(CreateKey request, CancellationToken cancellationToken)
        {
            var keyId = context.IdempotencyKey is null ? Ids.New(log.Now) : IdOfRepeats(context.Actor, context.IdempotencyKey);
            var secret = SecretOf(keyId, context, http.HttpContext!);
            var key = new ApiKey(keyId, request.Name!.Trim(), request.Role!, ApiKey.HashOf(secret));
            if (key.Name == ApiKey.Administrator) throw Refuse.Conflict("name", "is the name of the administrator whom the configuration gives a key");
            if ((await KeyTable.InForce(source, cancellationToken)).Count >= KnownKeys.MaxKeys)
                throw Refuse.Because("name", $"there are {KnownKeys.MaxKeys} keys in force already; revoke those that nobody uses");
            if (!await KeyTable.Add(source, key, log.Now, cancellationToken)) await EnsureOwn(key, cancellationToken);
            known.Forget();
            return await log.Commit(new KeyMade(keyId), cancellationToken);
        }

        // A repeat that came before the first one's receipt was there finds its own key; anybody else's is a conflict.
        private async Task EnsureOwn(ApiKey key, CancellationToken ct)
        {
            var there = await KeyTable.Find(source, key.KeyId, ct) ?? throw Refuse.Conflict("name", "is the name of a key in force already");
            if ((there.Name, there.Role) != (key.Name, key.Role)) throw Refuse.Because("Idempotency-Key", "was used before with another request");
        }
    }

    internal sealed record Answer(string KeyId, string Key);

    internal static void Map(RouteGroupBuilder keys) => keys
        .MapPost("", async (CreateKey body, IMediator mediator, RequestContext context, HttpContext http, CancellationToken ct) =>
        {
            var made = await mediator.Send(body, ct);
            return TypedResults.Created($"/api/keys/{made.KeyId}", new Answer(made.KeyId, SecretOf(made.KeyId, context, http)));
        })
        .AllowAdmin().WithName(nameof(CreateKey)).WithSummary("Makes a key and shows it this once");

    private static string IdOfRepeats(string actor, string idempotencyKey) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{actor}\0{idempotencyKey}")))[..32];

    private static string SecretOf(string keyId, RequestContext context, HttpContext http)
    {
        if (context.IdempotencyKey is not null) return ApiKey.DerivedSecret(BearerKeys.SecretOf(http.Request)!, keyId);
        if (http.Items[typeof(CreateKey)] is string made) return made;
        var secret = ApiKey.NewSecret();
        http.Items[typeof(CreateKey)] = secret;
        return secret;
    }
}

/// <summary>The id of a key; its secret is in no answer that is kept.</summary>
internal sealed record KeyMade(string KeyId);
