using FluentValidation;

namespace PackageBilling.Values;

/// <summary>What own terms of an assignment must be (domain: "The assignment").</summary>
public sealed class OwnTermsRules : AbstractValidator<OwnTerms>
{
    /// <summary>The most units of one assignment.</summary>
    public const int MaxQuantity = 1_000_000;

    /// <summary>The most free minutes per window: those of a month on a thousand lines without a pause.</summary>
    public const int MaxFreeMinutes = 44_640_000;

    /// <summary>The rules; refusals name the field.</summary>
    public OwnTermsRules()
    {
        RuleFor(x => x.Quantity).InclusiveBetween(1, MaxQuantity).WithMessage($"must be from 1 to {MaxQuantity}");
        RuleFor(x => x.Retail.Value).Price().OverridePropertyName("retail");
        RuleFor(x => x.Cost.Value).Price().OverridePropertyName("cost");
        RuleFor(x => x.SetupRetail.Value).Price().OverridePropertyName("setupRetail");
        RuleFor(x => x.SetupCost.Value).Price().OverridePropertyName("setupCost");
        RuleFor(x => x.MinimumSpend.Value).Price().OverridePropertyName("minimumSpend");
        RuleFor(x => x.DiscountPercent.Value)
            .Must(percent => percent is null or (>= 0 and <= 100) && decimal.Round(percent ?? 0, 4) == (percent ?? 0))
            .OverridePropertyName("discountPercent").WithMessage("must be from 0 to 100, with at most 4 decimals");
        RuleFor(x => x.FreeMinutes).InclusiveBetween(1, MaxFreeMinutes)
            .WithMessage($"must be from 1 to {MaxFreeMinutes}");
    }
}
