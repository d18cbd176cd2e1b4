namespace PackageBilling.Billing.Invoices.Closing;

/// <summary>Everything about closings that could grow, in one place.</summary>
internal static class ClosingLimits
{
    /// <summary>Customers whose documents are issued in one transaction: others who issue wait for it.</summary>
    public const int CustomersAtOnce = 500;

    /// <summary>Shares that nodes take one each.</summary>
    public const int Shares = 16;

    /// <summary>The smallest share.</summary>
    public const int CustomersPerShare = 1_000;

    /// <summary>Shares that one node works on at the same time: one reads while the other writes.</summary>
    public const int Lanes = 2;

    /// <summary>Rounds of deciding customers again whose accounts moved on.</summary>
    public const int Rounds = 100;

    /// <summary>Times that a closing is taken up again after an error that is not the database's.</summary>
    public const int Attempts = 3;

    /// <summary>How long the answer waits for a closing to end when the caller says nothing else.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);
}
