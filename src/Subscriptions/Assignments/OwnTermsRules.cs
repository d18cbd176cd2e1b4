namespace PackageBilling.Subscriptions;

/// <summary>What own terms of an assignment must be (domain: "The assignment").</summary>
internal sealed class OwnTermsRules : AbstractValidator<OwnTerms>
{
    /// <summary>The most units of one assignment.</summary>
    public const int MaxQuantity = 1_000_000;

    /// <summary>The most free minutes per window: those of a month on a thousand lines without a pause.</summary>
    public const int MaxFreeMinutes = 44_640_000;

    public OwnTermsRules()
    {
        RuleFor(x => x.Quantity).InclusiveBetween(1, MaxQuantity).WithMessage($"must be from 1 to {MaxQuantity}");
        RuleFor(x => x.FreeMinutes).InclusiveBetween(1, MaxFreeMinutes).WithMessage($"must be from 1 to {MaxFreeMinutes}");
    }
}
