using FluentValidation;

namespace PackageBilling.Values;

/// <summary>What a schedule may be (domain: "When a package is due").</summary>
public sealed class ScheduleRules : AbstractValidator<TermsAsked>
{
    // Parts repeat only by mistake; this is room for some.
    private const int MaxProrate = 10;

    /// <summary>The rules; refusals name the field.</summary>
    public ScheduleRules()
    {
        RuleFor(x => x.Frequency)
            .Must(frequency => frequency is null || Spelling.Frequencies.ContainsKey(frequency))
            .WithMessage("must be none, daily, weekly or monthly");
        RuleFor(x => x.FrequencyMatch).Custom((days, context) =>
        {
            var given = context.InstanceToValidate;
            if (Known(given) is { } frequency
                && FrequencyMatch.Fault(frequency, days, given.Anchor == "start") is { } fault)
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
    }

    /// <summary>The frequency that is meant; null when none is given or there is no such one.</summary>
    public static Frequency? Known(TermsAsked given) =>
        given.Frequency is { } text && Spelling.Frequencies.TryGetValue(text, out var frequency) ? frequency : null;

    private static int MaxInterval(Frequency frequency) => frequency switch
    {
        Frequency.Daily => 366,
        Frequency.Weekly => 52,
        Frequency.Monthly => 12,
        _ => 1,
    };
}
