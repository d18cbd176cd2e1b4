namespace PackageBilling.Billing.Usage.Corrections;

/// <summary>Everything about corrections of calls that could grow, in one place.</summary>
internal static class CorrectionLimits
{
    /// <summary>Calls in one event, as in those that rate them.</summary>
    public const int CallsPerEvent = UsageLimits.CallsPerEvent;

    /// <summary>Calls of one customer that one correction changes: they are held in memory, some 300 bytes each, and
    /// go in together or not at all.</summary>
    public const int CallsPerCustomer = 2_000_000;

    /// <summary>Customers, packages and calls that a report names; all are counted.</summary>
    public const int Named = 1_000;

    /// <summary>Times that a customer is decided again because somebody recorded calls of it meanwhile.</summary>
    public const int Rounds = 20;
}
