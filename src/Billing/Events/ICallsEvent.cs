namespace PackageBilling.Billing.Events;

/// <summary>An event of a customer's calls: what it changes of spend and free minutes.</summary>
internal interface ICallsEvent
{
    /// <summary>All types of them.</summary>
    static readonly IReadOnlyList<Type> Types = [typeof(CallsRated), typeof(CallsCorrected)];

    /// <summary>The customer.</summary>
    string CustomerId { get; }

    /// <summary>What it changes of windows of free minutes.</summary>
    IReadOnlyList<WindowUsed> Windows { get; }

    /// <summary>What it changes of spend.</summary>
    CallTotals Totals { get; }
}
