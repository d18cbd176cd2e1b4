namespace PackageBilling.Events;

/// <summary>The names of streams that more than one module reads.</summary>
public static class StreamNames
{
    /// <summary>A customer's own stream.</summary>
    public static string Customer(string customerId) => $"customer-{customerId}";
}
