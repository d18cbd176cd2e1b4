using FluentValidation;

namespace PackageBilling.Values;

/// <summary>What a repricing may be, as far as it shows without the packages; refusals name the field.</summary>
public sealed class RepricingRules : AbstractValidator<Repricing>
{
    // Prices repeat only by mistake; this is room for some.
    private const int MaxPrices = 10;

    /// <summary>The rules.</summary>
    public RepricingRules()
    {
        RuleFor(x => x.Percent).Must((x, percent) => percent is null != x.Amount is null)
            .WithMessage("give either percent or amount");
        RuleFor(x => x.Percent).Must(percent => percent is null or (>= -100 and <= 1_000))
            .WithMessage("must be from -100 to 1000");
        RuleFor(x => x.Percent).Must(percent => percent is not { } value || decimal.Round(value, 4) == value)
            .WithMessage("must have at most 4 decimals");
        RuleFor(x => x.Amount).Must(amount => amount is not { } value || Math.Abs(value) <= Amounts.Max)
            .WithMessage($"must be from -{Amounts.Max:0} to {Amounts.Max:0}");
        RuleFor(x => x.Amount).Must(amount => amount is not { } value || Amounts.Round(value) == value)
            .WithMessage($"must have at most {Amounts.Decimals} decimals");
        RuleFor(x => x.Of).Must(prices => prices is null || (prices.Count <= MaxPrices
            && prices.All(price => Repricing.Prices.Contains(price, StringComparer.Ordinal))))
            .WithMessage($"must be a list of {string.Join(", ", Repricing.Prices)}");
        RuleFor(x => x.Rounding).Must(step => step is not { } value
            || (value > 0 && value <= Amounts.Max && Amounts.Round(value) == value))
            .WithMessage("must be a step above 0 with at most 6 decimals, such as 0.05");
        RuleFor(x => x.EffectiveFrom).BusinessDate();
        RuleFor(x => x.Filter!).SetValidator(new RepricingFilterRules());
    }
}

/// <summary>What a filter of packages may be.</summary>
public sealed class RepricingFilterRules : AbstractValidator<RepricingFilter>
{
    /// <summary>The most packages that one request names.</summary>
    public const int MaxPackageIds = 1_000;

    /// <summary>The rules.</summary>
    public RepricingFilterRules()
    {
        RuleFor(x => x.Currency).CurrencyCode();
        RuleFor(x => x.Search).Must(text => text is null || text.Length <= Texts.Name)
            .WithMessage($"must be at most {Texts.Name} characters of text");
        RuleFor(x => x.PackageIds).Must(ids => ids is null
            || (ids.Count <= MaxPackageIds && ids.All(id => id is not null && Identifiers.IsValid(id))))
            .WithMessage($"must be a list of at most {MaxPackageIds} package ids");
    }
}
