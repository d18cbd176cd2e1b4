namespace PackageBilling.Billing;

/// <summary>How <see cref="Owed"/> is made.</summary>
internal static class OwedExtensions
{
    extension(Owed)
    {
        public static Owed Of(ReportLine? line) => line is { Outcome: LineOutcome.Charged }
            or { Outcome: LineOutcome.AlreadyCharged, Reason: not Reasons.Reversed }
            ? new(1, line.Retail, line.Cost, line.Retail - line.Cost)
            : default;
    }
}
