using System.Globalization;
using System.Text;

namespace PackageBilling.Billing.Simulations.WhatIfs;

/// <summary>What hypothetical facts must be, as far as it shows without the book; refusals name the field.</summary>
internal sealed class WhatIfRules : AbstractValidator<WhatIf>
{
    public WhatIfRules()
    {
        RuleFor(facts => facts.Revisions).Must(IsFew).WithMessage(TooMany)
            .ForEach(rule => rule.SetValidator(new Revision()));
        RuleFor(facts => facts.Assignments).Must(IsFew).WithMessage(TooMany)
            .ForEach(rule => rule.SetValidator(new Assignment()));
        RuleFor(facts => facts.Ends).Must(IsFew).WithMessage(TooMany).ForEach(rule => rule.SetValidator(new End()));
        RuleFor(facts => facts.Changes).Must(IsFew).WithMessage(TooMany)
            .ForEach(rule => rule.SetValidator(new Change()));
        RuleFor(facts => facts.Pauses).Must(IsFew).WithMessage(TooMany)
            .ForEach(rule => rule.SetValidator(new Pause()));
        RuleFor(facts => facts.Calls).Must(IsFew).WithMessage(TooMany).ForEach(rule => rule.SetValidator(new Call()));
        RuleFor(facts => facts.Reprice).Must(IsFew).WithMessage(TooMany)
            .ForEach(rule => rule.SetValidator(new RepricingRules()));
    }

    private static readonly string TooMany = string.Create(
        CultureInfo.InvariantCulture, $"must be at most {TimeTravelLimits.WhatIfFacts}, none of them null");

    private static bool IsFew<T>(IReadOnlyList<T>? facts) where T : class =>
        facts is null || (facts.Count <= TimeTravelLimits.WhatIfFacts && facts.All(fact => fact is not null));

    private sealed class Revision : AbstractValidator<WhatIfRevision>
    {
        public Revision()
        {
            RuleFor(revision => revision.PackageId).NotNull().Identifier();
            RuleFor(revision => revision.EffectiveFrom).BusinessDate();
            RuleFor(revision => revision.Retail).Price();
            RuleFor(revision => revision.Cost).Price();
            RuleFor(revision => revision.SetupRetail).Price();
            RuleFor(revision => revision.SetupCost).Price();
            RuleFor(revision => revision.MinimumSpend).Price();
            RuleFor(revision => revision.RolloverMinutes).InclusiveBetween(0, OwnTermsRules.MaxFreeMinutes)
                .WithMessage($"must be from 0 to {OwnTermsRules.MaxFreeMinutes}");
            Include(new ScheduleRules());
            RuleFor(revision => revision.Frequency).Must((revision, frequency) => frequency is not null
                || (revision.FrequencyMatch, revision.FrequencyInterval, revision.Anchor) is (null, null, null))
                .WithMessage("must be given with frequencyMatch, frequencyInterval and anchor");
        }
    }

    private sealed class Assignment : AbstractValidator<WhatIfAssignment>
    {
        public Assignment()
        {
            RuleFor(assignment => assignment.AssignmentId).Identifier();
            RuleFor(assignment => assignment.CustomerId).NotNull().Identifier();
            RuleFor(assignment => assignment.PackageId).NotNull().Identifier();
            Include(new OwnTermsRules());
            RuleFor(assignment => assignment.StartDate).NotNull().BusinessDate();
            RuleFor(assignment => assignment.EndDate).BusinessDate();
            RuleFor(assignment => assignment.EndDate).Must((assignment, end) => end is null
                || end >= assignment.StartDate).WithMessage("must not be before startDate");
            RuleFor(assignment => assignment.Did).DidNumber();
            RuleFor(assignment => assignment.BilledThrough).BusinessDate();
        }
    }

    private sealed class End : AbstractValidator<WhatIfEnd>
    {
        public End()
        {
            RuleFor(end => end.AssignmentId).NotNull().Identifier();
            RuleFor(end => end.EndDate).NotNull().BusinessDate();
        }
    }

    private sealed class Change : AbstractValidator<WhatIfChange>
    {
        public Change()
        {
            RuleFor(change => change.AssignmentId).NotNull().Identifier();
            Include(new OwnTermsRules());
            RuleFor(change => change.EffectiveFrom).BusinessDate();
        }
    }

    private sealed class Pause : AbstractValidator<WhatIfPause>
    {
        public Pause()
        {
            RuleFor(pause => pause.AssignmentId).NotNull().Identifier();
            RuleFor(pause => pause.From).BusinessDate();
            RuleFor(pause => pause.From).NotNull().When(pause => pause.ResumedOn is null)
                .WithMessage("is required, or else resumedOn");
            RuleFor(pause => pause.ResumedOn).BusinessDate();
            RuleFor(pause => pause.ResumedOn).Must((pause, on) => on is null || pause.From is null || on > pause.From)
                .WithMessage("must be after from");
        }
    }

    private sealed class Call : AbstractValidator<WhatIfCall>
    {
        public Call()
        {
            RuleFor(call => call.CustomerId).NotNull().Identifier();
            RuleFor(call => call.Did).DidNumber();
            RuleFor(call => call.Destination).NotNull().Must(destination => destination is null
                || Destination.Normalise(destination) is not null).WithMessage(Destination.Fault);
            RuleFor(call => call.StartedAt).NotNull().Must(started => started is null || IsInstant(started))
                .WithMessage("must be an instant with its offset, such as 2025-01-31T18:30:00Z");
            RuleFor(call => call.BilledSeconds).NotNull().Must(seconds => seconds is null or >= 0)
                .WithMessage("must be 0 or more");
            RuleFor(call => call.Amount).NotNull().Price();
        }

        private static bool IsInstant(string text) =>
            Instants.Parse(Encoding.UTF8.GetBytes(text)) is { } instant && instant.Year >= Dates.Min.Year
                && instant.Year <= Dates.Max.Year;
    }
}
