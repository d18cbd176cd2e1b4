namespace PackageBilling.Billing;

/// <summary>A customer while it is folded.</summary>
internal sealed class LogCustomer(string customerId, string currency, string timeZone, decimal creditLimit)
{
    public string CustomerId { get; } = customerId;

    public string Currency { get; } = currency;

    public string TimeZone { get; set; } = timeZone;

    public decimal CreditLimit { get; set; } = creditLimit;

    public decimal Credit { get; set; }

    public long AccountVersion { get; set; }

    /// <summary>The row of its assignment that came last (<see cref="LogAssignments"/>).</summary>
    public int LastAssignment { get; set; } = LogAssignments.None;
}
