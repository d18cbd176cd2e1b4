namespace PackageBilling.Billing;

/// <summary>A customer while it is folded; its assignments in ordinal order of their ids.</summary>
internal sealed class LogCustomer(string customerId, string currency, string timeZone, decimal creditLimit)
{
    public string CustomerId { get; } = customerId;

    public string Currency { get; } = currency;

    public string TimeZone { get; set; } = timeZone;

    public decimal CreditLimit { get; set; } = creditLimit;

    public decimal Credit { get; set; }

    public long AccountVersion { get; set; }

    public SortedSet<string> Assignments { get; } = new(StringComparer.Ordinal);
}

/// <summary>An assignment while it is folded.</summary>
internal sealed class LogAssignment(AssignmentBook book)
{
    /// <summary>All but what was posted.</summary>
    public AssignmentBook Book { get; set; } = book;

    /// <summary>What was posted of setup.</summary>
    public PostedCount Setup { get; set; }
}
