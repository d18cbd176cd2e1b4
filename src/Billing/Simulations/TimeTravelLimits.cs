namespace PackageBilling.Billing.Simulations;

/// <summary>Everything about time travel that could grow, in one place.</summary>
internal static class TimeTravelLimits
{
    /// <summary>
    /// Differences shown in one answer; all are counted. More than these are no list to read but a sign that something
    /// is wrong at large.
    /// </summary>
    public const int Differences = 1_000;

    /// <summary>Batches of customers that wait to be forecast: memory stays flat however many there are.</summary>
    public const int BatchesWaiting = 4;

    /// <summary>Batches forecast at the same time while the book is read.</summary>
    public const int Forecasters = 2;

    /// <summary>Hypothetical facts of each kind in one simulation.</summary>
    public const int WhatIfFacts = 1_000;

    /// <summary>Dates of one forecast or restatement: ten years.</summary>
    public const int Dates = 3_660;

    /// <summary>Customers read from the book, or decided, together.</summary>
    public const int CustomersAtOnce = 1_000;

    /// <summary>Lines of one side of a comparison, which is held in memory: about 500 MB for both.</summary>
    public const int ComparedLines = 1_000_000;

    /// <summary>Lines of one restatement, which is held in memory with all lines of the date
    /// that is looked at.</summary>
    public const int ImpactLines = 250_000;
}
