namespace PackageBilling.Billing.Runs;

/// <summary>What a run that was asked for is to do.</summary>
internal static class RunTermsOf
{
    extension(ChargeRunStarted run)
    {
        /// <summary>All that its decisions take from outside the book.</summary>
        public RunTerms Terms => new(
            run.Date,
            run.Kind == RunKind.RunPackage ? OnRepeat.ChargeAgain : OnRepeat.Skip,
            run.CustomerIds,
            run.AssignmentIds?.ToHashSet(StringComparer.Ordinal),
            run.NotYetZones.ToHashSet(StringComparer.Ordinal))
        {
            Zones = run.Zones?.ToHashSet(StringComparer.Ordinal),
        };
    }
}
