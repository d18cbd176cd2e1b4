namespace PackageBilling.Subscriptions;

/// <summary>
/// Takes in what a provisioning system says of a platform feature that it was asked to switch (docs/rules.md: "Platform
/// features").
/// </summary>
internal sealed record AcknowledgeFeature(string CustomerId, string Feature, FeatureOutcome? Outcome, string? Detail)
    : IRequest<AcknowledgedFeature>
{
    /// <summary>The longest detail in characters: a sentence, such as an error message.</summary>
    public const int MaxDetail = 200;

    internal sealed class Validator : AbstractValidator<AcknowledgeFeature>
    {
        public Validator()
        {
            RuleFor(x => x.Outcome).NotNull()
                .WithMessage("is required: enabled, disabled, acknowledged or failed");
            RuleFor(x => x.Detail).Line(MaxDetail);
        }
    }

    /// <summary>
    /// The same answer again is no event. What was confirmed stays confirmed: nothing is asked for any more.
    /// </summary>
    /// <param name="command">The answer.</param>
    /// <param name="known">The feature.</param>
    /// <param name="detail">The detail as a token of the customer's; null for none.</param>
    /// <param name="now">The time.</param>
    /// <param name="again">When a failed request is made again.</param>
    internal static IPlatformFeatureEvent? Decide(
        AcknowledgeFeature command, RequestedFeature known, string? detail, DateTimeOffset now, AskingAgain again)
    {
        var (customerId, code, outcome) = (command.CustomerId, command.Feature, command.Outcome!.Value);
        var (wanted, on, assignment) = (known.Wanted, known.On, known.For);
        var state = StateOf(outcome);
        if (known.IsConfirmed)
            return state == known.State ? null : throw Problem.Conflict(
                "outcome", $"{code} is {Word(known.State)}, and nothing else is asked for");
        if (state is PlatformFeatureState.Enabled or PlatformFeatureState.Disabled && state != wanted)
            throw Problem.Conflict("outcome", $"{code} was asked to be {Word(wanted)}, not {Word(state)}");
        if (state == known.State && known.HasAnswer && detail == known.Detail) return null;
        return state switch
        {
            PlatformFeatureState.Enabled => new PlatformFeatureEnabled(customerId, code, on, assignment, detail),
            PlatformFeatureState.Disabled => new PlatformFeatureDisabled(customerId, code, on, assignment, detail),
            PlatformFeatureState.Failed => new PlatformFeatureFailed(
                customerId, code, wanted, on, assignment, detail, again.Next(now, known.TimesAsked)),
            _ => new PlatformFeatureAcknowledged(customerId, code, wanted, on, assignment, detail),
        };
    }

    private static PlatformFeatureState StateOf(FeatureOutcome outcome) => outcome switch
    {
        FeatureOutcome.Enabled => PlatformFeatureState.Enabled,
        FeatureOutcome.Disabled => PlatformFeatureState.Disabled,
        FeatureOutcome.Failed => PlatformFeatureState.Failed,
        _ => PlatformFeatureState.Acknowledged,
    };

    private static string Word(PlatformFeatureState state) => FeatureRows.Text(state);

    internal sealed class Handler(CommandLog log, CustomerKeys keys, AskingAgain again)
        : IRequestHandler<AcknowledgeFeature, AcknowledgedFeature>
    {
        public async Task<AcknowledgedFeature> Handle(AcknowledgeFeature request, CancellationToken cancellationToken)
        {
            var (customer, _) = await log.Load<Customer>(
                Customer.Stream(request.CustomerId), Customer.Evolve, cancellationToken);
            if (customer is null) throw Problem.NotFound("customerId", "customer", request.CustomerId);
            var stream = CustomerFeatures.Stream(request.CustomerId);
            var (features, version) = await log.Load<CustomerFeatures>(
                stream, CustomerFeatures.Evolve, cancellationToken);
            var known = features?.ByCode.GetValueOrDefault(request.Feature)
                ?? throw Problem.NotFound("feature", "platform feature of this customer that is called",
                    request.Feature);
            // What a system says of a customer may name the customer's numbers.
            if (customer.IsErased && request.Detail is not null)
                throw Problem.Conflict("detail", "must be left out: the customer was erased");
            var detail = request.Detail is { } text
                ? (await keys.Of(request.CustomerId, cancellationToken)).Seal(text) : null;
            var fact = Decide(request, known, detail, log.Now, again);
            var after = fact is null ? known : RequestedFeature.After(known, fact);
            return await log.Commit(
                new AcknowledgedFeature(request.CustomerId, request.Feature, after.State, after.Wanted),
                cancellationToken, new StreamAppend(stream, version, fact is null ? [] : [fact]));
        }
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapPost("{customerId}/features/{feature}/acknowledge", async (
            string customerId, string feature, FeatureAnswer body, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(
                new AcknowledgeFeature(customerId, feature, body.Outcome, body.Detail), ct)))
            .AllowOperate().WithName(nameof(AcknowledgeFeature))
            .WithSummary("Takes in what a provisioning system says of a feature that it was asked to switch.");
}

/// <summary>What the request says: what has become of the feature, and anything more about it.</summary>
internal sealed record FeatureAnswer(FeatureOutcome? Outcome, string? Detail = null);
