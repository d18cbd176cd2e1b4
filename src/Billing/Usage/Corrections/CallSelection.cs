namespace PackageBilling.Billing.Usage.Corrections;

/// <summary>
/// The calls that are to be corrected: some by their ids, all of an import, or a customer's of a span of local dates.
/// </summary>
/// <param name="CallIds">Their ids; null unless they are named.</param>
/// <param name="ImportId">What their recording was answered with; null unless all of it is meant.</param>
/// <param name="CustomerId">The customer; null unless a span is meant.</param>
/// <param name="From">The first local date of the span.</param>
/// <param name="To">The last local date of the span.</param>
internal sealed record CallSelection(
    IReadOnlyList<string>? CallIds, string? ImportId, string? CustomerId, DateOnly? From, DateOnly? To)
{
    /// <summary>Calls that one request may name.</summary>
    internal const int MaxCallIds = 10_000;

    internal sealed class Validator : AbstractValidator<CallSelection>
    {
        public Validator()
        {
            RuleFor(calls => calls.CallIds).Must((calls, _) => calls.Ways == 1).OverridePropertyName("callIds")
                .WithMessage("give either callIds, importId, or customerId with from and to");
            RuleFor(calls => calls.CallIds).Must(ids => ids is null or { Count: > 0 and <= MaxCallIds })
                .WithMessage($"must name 1 to {MaxCallIds} calls");
            RuleForEach(calls => calls.CallIds).Must(id => id is not null && CallBounds.IsId(id))
                .WithMessage($"must be 1 to {UsageLimits.CallId} printable characters");
            RuleFor(calls => calls.ImportId).Identifier();
            RuleFor(calls => calls.CustomerId).Identifier();
            When(calls => calls.CustomerId is not null, () =>
            {
                RuleFor(calls => calls.From).NotNull().WithMessage("is required with customerId").BusinessDate();
                RuleFor(calls => calls.To).NotNull().WithMessage("is required with customerId").BusinessDate();
                RuleFor(calls => calls.To).Must((calls, to) => to >= calls.From)
                    .When(calls => calls is { From: not null, To: not null })
                    .WithMessage("must not be before from");
            }).Otherwise(() =>
            {
                RuleFor(calls => calls.From).Null().WithMessage("goes with customerId only");
                RuleFor(calls => calls.To).Null().WithMessage("goes with customerId only");
            });
        }
    }

    private int Ways => (CallIds is null ? 0 : 1) + (ImportId is null ? 0 : 1) + (CustomerId is null ? 0 : 1);
}
