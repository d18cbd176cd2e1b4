namespace PackageBilling.Subscriptions;

/// <summary>What can be said of a new assignment without knowing its package (domain: "The assignment").</summary>
internal sealed class AssignmentRules : AbstractValidator<NewAssignment>
{
    /// <summary>The most units of one assignment.</summary>
    public const int MaxQuantity = 1_000_000;

    /// <summary>The most free minutes per window: those of a month on a thousand lines without a pause.</summary>
    public const int MaxFreeMinutes = 44_640_000;

    public AssignmentRules()
    {
        RuleFor(x => x.AssignmentId).Identifier();
        RuleFor(x => x.PackageId).NotNull().WithMessage("is required").Identifier();
        RuleFor(x => x.Quantity).InclusiveBetween(1, MaxQuantity).WithMessage($"must be from 1 to {MaxQuantity}");
        RuleFor(x => x.StartDate).NotNull().WithMessage("is required").BusinessDate();
        RuleFor(x => x.EndDate).BusinessDate()
            .Must((x, end) => end is null || x.StartDate is null || end >= x.StartDate).WithMessage("must not be before startDate");
        RuleFor(x => x.Did).DidNumber();
        RuleFor(x => x.FreeMinutes).InclusiveBetween(1, MaxFreeMinutes).WithMessage($"must be from 1 to {MaxFreeMinutes}");
        RuleFor(x => x.BilledThrough).BusinessDate();
    }
}
