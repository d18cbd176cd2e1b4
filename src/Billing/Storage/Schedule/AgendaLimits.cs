namespace PackageBilling.Billing.Storage.Schedule;

/// <summary>Rows of the schedule that are read at once, in one place.</summary>
internal static class AgendaLimits
{
    /// <summary>Late facts answered for in one event, which has a line for each that owes something.</summary>
    public const int LateFacts = 2_000;

    /// <summary>Customers that one run of owed dates names.</summary>
    public const int CustomersPerRun = 5_000;

    /// <summary>Runs shown as in need of attention; with more, one cause stands behind them all.</summary>
    public const int Attention = 100;
}
