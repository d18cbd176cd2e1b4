namespace PackageBilling.Billing.Runs.Previews;

/// <summary>Everything about previews that could grow, in one place.</summary>
internal static class PreviewLimits
{
    /// <summary>
    /// Lines of a simulation that can be posted by its token. All are one transaction, and until it ends nobody reads
    /// what others append.
    /// </summary>
    public const int Lines = 250_000;

    /// <summary>Events listed when a preview is refused; all are counted.</summary>
    public const int EventsNamed = 20;

    /// <summary>Those of them that its message spells out.</summary>
    public const int EventsInMessage = 3;
}
