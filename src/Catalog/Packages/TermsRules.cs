namespace PackageBilling.Catalog;

/// <summary>What terms may be, whether of a definition or of a revision (domain: "The package").</summary>
internal sealed class TermsRules : AbstractValidator<TermsGiven>
{
    /// <summary>The most units that an assignment may have.</summary>
    public const int MaxQuantity = 1_000_000;

    /// <summary>The longest minimum life of an assignment, in days: about a hundred years.</summary>
    public const int MaxMinimumDays = 36_500;

    /// <summary>The most minutes that are carried over: as many as a window may grant.</summary>
    public const int MaxRolloverMinutes = 44_640_000;

    private const string Required = "is required";

    public TermsRules(PlatformFeatures features)
    {
        RuleFor(x => x.Name).NotNull().WithMessage(Required).Line(Texts.Name);
        RuleFor(x => x.Description).Paragraph(Texts.Description);
        RuleFor(x => x.Retail).NotNull().WithMessage(Required).Price();
        RuleFor(x => x.Cost).NotNull().WithMessage(Required).Price();
        RuleFor(x => x.SetupRetail).Price();
        RuleFor(x => x.SetupCost).Price();
        RuleFor(x => x.Quantity).InclusiveBetween(1, MaxQuantity).WithMessage($"must be from 1 to {MaxQuantity}");
        RuleFor(x => x.Frequency).NotNull().WithMessage(Required);
        Include(new ScheduleRules());
        RuleFor(x => x.RolloverMinutes).InclusiveBetween(0, MaxRolloverMinutes)
            .WithMessage($"must be from 0 to {MaxRolloverMinutes}");
        RuleFor(x => x.Destinations).Custom((prefixes, context) =>
        {
            if (Destinations.Fault(prefixes) is { } fault) context.AddFailure(fault);
        });
        RuleFor(x => x.MinimumSpend).Price()
            .Must((x, amount) => amount is null || ScheduleRules.Known(x) != Frequency.None)
            .WithMessage("needs a frequency other than none: it is settled at the end of an interval");
        RuleFor(x => x.MinimumDays).InclusiveBetween(1, MaxMinimumDays)
            .WithMessage($"must be from 1 to {MaxMinimumDays}");
        RuleFor(x => x.PlatformFeature).Must(code => code is null || features.Has(code))
            .WithMessage("must be one of the configured platform features"
                + (features.Codes.Count == 0 ? ": there are none" : $": {string.Join(", ", features.Codes)}"));
    }
}
