namespace PackageBilling.Host;

/// <summary>Registers an address that is told of events from now on. The secret signs what is sent
/// and is never shown.</summary>
internal sealed record CreateWebhook(string? Url, IReadOnlyList<string>? Events, string? Secret) : IRequest<WebhookMade>
{
    internal sealed class Validator : AbstractValidator<CreateWebhook>
    {
        public Validator(WebhookEgress egress)
        {
            RuleFor(webhook => webhook.Url).NotNull().WithMessage("is required")
                .Must(url => url is null || IsAddress(url))
                .WithMessage($"must be an http or https URL of at most {WebhookLimits.Url} characters, without user "
                    + "name, password or fragment");
            RuleFor(webhook => webhook.Url).Custom((url, context) =>
            {
                if (url is not null && IsAddress(url) && egress.RefusalOf(new Uri(url)) is { } refusal)
                    context.AddFailure(refusal);
            });
            RuleFor(webhook => webhook.Events).NotEmpty().WithMessage("must name at least one event")
                .Must(events => events is null || events.All(name => WebhookEvents.All.Contains(name)))
                .WithMessage($"must be some of {string.Join(", ", WebhookEvents.All)}");
            RuleFor(webhook => webhook.Secret).NotNull().WithMessage("is required").Line(WebhookLimits.Secret)
                .Must(secret => secret is null || StandardSignature.IsSecret(secret))
                .WithMessage("must have 24 to 64 bytes in Base64 after whsec_");
        }

        private static bool IsAddress(string url) => url.Length <= WebhookLimits.Url
            && !url.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            && Uri.TryCreate(url, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            && url.StartsWith($"{address.Scheme}://", StringComparison.OrdinalIgnoreCase)
            && address.Host.Length > 0 && address.UserInfo.Length == 0 && address.Fragment.Length == 0;
    }

    internal sealed class Handler(WebhookSecrets secrets, RequestContext context, CommandLog commands, IEventLog log)
        : IRequestHandler<CreateWebhook, WebhookMade>
    {
        public async Task<WebhookMade> Handle(CreateWebhook request, CancellationToken cancellationToken)
        {
            var (webhookId, tail) = (Ids.New(commands.Now), await log.Tail(cancellationToken));
            string[] events = [.. request.Events!.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            return await commands.Commit(async (connection, token) =>
            {
                await Insert(request, webhookId, events, tail, connection, token);
                return new WebhookMade(webhookId);
            }, cancellationToken, WebhookFacts.Append(
                new WebhookCreated(webhookId, new Uri(request.Url!).GetLeftPart(UriPartial.Path), events)));
        }

        private async Task Insert(
            CreateWebhook request, string webhookId, string[] events, long tail,
            NpgsqlConnection connection, CancellationToken ct)
        {
            await using var command = new NpgsqlCommand($"""
                INSERT INTO webhooks.webhooks (webhook_id, url, events, secret, created, created_by, after_position)
                SELECT $1, $2, $3, $4, $5, $6, $7
                WHERE (SELECT count(*) FROM webhooks.webhooks) < {WebhookLimits.Webhooks}
                """, connection);
            command.Parameters.AddValues(
                webhookId, request.Url!, events, secrets.Seal(webhookId, request.Secret!), commands.Now.UtcDateTime,
                context.Actor, tail);
            if (await command.ExecuteNonQueryAsync(ct) == 0)
                throw Problem.Rule(
                    "url", $"there are {WebhookLimits.Webhooks} webhooks already; delete those that nobody needs");
        }
    }

    internal static void Map(RouteGroupBuilder webhooks) => webhooks
        .MapPost("", async (CreateWebhook body, IMediator mediator, CancellationToken ct) =>
        {
            var made = await mediator.Send(body, ct);
            return TypedResults.Created($"/api/webhooks/{made.WebhookId}", made);
        })
        .AllowAdmin().WithName(nameof(CreateWebhook)).WithSummary("Registers an address that is told of events");
}

/// <summary>A webhook that was registered.</summary>
internal sealed record WebhookMade(string WebhookId);
