namespace PackageBilling.Subscriptions;

/// <summary>What can be said of a new assignment without knowing its package (domain: "The assignment").</summary>
internal sealed class AssignmentRules : AbstractValidator<NewAssignment>
{
    public AssignmentRules()
    {
        RuleFor(x => x.AssignmentId).Identifier();
        RuleFor(x => x.PackageId).NotNull().WithMessage("is required").Identifier();
        Include(new OwnTermsRules());
        RuleFor(x => x.StartDate).NotNull().WithMessage("is required").BusinessDate();
        RuleFor(x => x.EndDate).BusinessDate()
            .Must((x, end) => end is null || x.StartDate is null || end >= x.StartDate)
            .WithMessage("must not be before startDate");
        RuleFor(x => x.Did).DidNumber();
        RuleFor(x => x.BilledThrough).BusinessDate();
    }
}
