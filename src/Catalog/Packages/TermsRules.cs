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

    // Parts repeat only by mistake; this is room for some.
    private const int MaxProrate = 10;

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
        RuleFor(x => x.Frequency).NotNull().WithMessage(Required)
            .Must(frequency => frequency is null || Spelling.Frequencies.ContainsKey(frequency))
            .WithMessage("must be none, daily, weekly or monthly");
        RuleFor(x => x.FrequencyMatch).Custom((days, context) =>
        {
            if (Known(context.InstanceToValidate) is { } frequency
                && FrequencyMatch.Fault(frequency, days, context.InstanceToValidate.Anchor == "start") is { } fault)
                context.AddFailure(fault);
        });
        RuleFor(x => x.FrequencyInterval).Must((x, interval) => interval is null || Known(x) is not { } often
            || interval >= 1 && interval <= MaxInterval(often))
            .WithMessage(x => Known(x) == Frequency.None
                ? "must be 1 when the frequency is none" : $"must be from 1 to {MaxInterval(Known(x)!.Value)}");
        RuleFor(x => x.FrequencyInterval).Must((x, interval) => Known(x) != Frequency.Monthly || x.Anchor == "start"
            || interval is null or < 1 or > 12 || 12 % interval == 0)
            .WithMessage(
                "must be 1, 2, 3, 4, 6 or 12 months when counted by the calendar; for others set anchor to start");
        RuleFor(x => x.Anchor).Must(anchor => anchor is null || Spelling.Anchors.ContainsKey(anchor))
            .WithMessage("must be calendar or start");
        RuleFor(x => x.Prorate).Must(parts => parts is null || (parts.Count <= MaxProrate
            && parts.All(part => part is not null && Spelling.Prorates.ContainsKey(part))))
            .WithMessage("must be a list of first, last and changes, such as [\"first\",\"last\"]");
        RuleFor(x => x.Prorate).Must((x, parts) => parts is not { Count: > 0 } || Known(x) != Frequency.None)
            .WithMessage("needs a frequency other than none: a part is charged of a billing period");
        RuleFor(x => x.RolloverMinutes).InclusiveBetween(0, MaxRolloverMinutes)
            .WithMessage($"must be from 0 to {MaxRolloverMinutes}");
        RuleFor(x => x.Destinations).Custom((prefixes, context) =>
        {
            if (Destinations.Fault(prefixes) is { } fault) context.AddFailure(fault);
        });
        RuleFor(x => x.MinimumSpend).Price()
            .Must((x, amount) => amount is null || Known(x) != Frequency.None)
            .WithMessage("needs a frequency other than none: it is settled at the end of an interval");
        RuleFor(x => x.MinimumDays).InclusiveBetween(1, MaxMinimumDays)
            .WithMessage($"must be from 1 to {MaxMinimumDays}");
        RuleFor(x => x.PlatformFeature).Must(code => code is null || features.Has(code))
            .WithMessage("must be one of the configured platform features"
                + (features.Codes.Count == 0 ? ": there are none" : $": {string.Join(", ", features.Codes)}"));
    }

    private static int MaxInterval(Frequency frequency) => frequency switch
    {
        Frequency.Daily => 366,
        Frequency.Weekly => 52,
        Frequency.Monthly => 12,
        _ => 1,
    };

    private static Frequency? Known(TermsGiven terms) =>
        terms.Frequency is { } text && Spelling.Frequencies.TryGetValue(text, out var frequency) ? frequency : null;
}
