namespace PackageBilling.Auditing.Replay;

/// <summary>A customer while it is folded. Its credit changes with every posting, so it is beside the rest.</summary>
internal sealed class LogCustomer(CustomerBook book)
{
    /// <summary>What was recorded of it; its credit and its assignments are not in here.</summary>
    public CustomerBook Book { get; set; } = book;

    public string CustomerId => Book.CustomerId;

    public decimal Credit { get; set; }

    public long AccountVersion { get; set; }

    /// <summary>The row of its assignment that came last (<see cref="LogAssignments"/>).</summary>
    public int LastAssignment { get; set; } = LogAssignments.None;
}
