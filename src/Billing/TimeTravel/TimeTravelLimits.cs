namespace PackageBilling.Billing;

/// <summary>Everything about time travel that could grow, in one place.</summary>
internal static class TimeTravelLimits
{
    /// <summary>Differences shown in one answer; all are counted. More than these are no list to read but a sign that something is wrong at large.</summary>
    public const int Differences = 1_000;

    /// <summary>Runs replayed by one request: a year of nights with a few by hand.</summary>
    public const int RunsAtOnce = 500;

    /// <summary>Parts of runs that wait to be decided again: memory stays flat however long the log is.</summary>
    public const int PartsWaiting = 4;

    /// <summary>Parts decided, or customers forecast, at the same time as the log or the book is read.</summary>
    public const int Deciders = 2;

    /// <summary>Hypothetical facts of each kind in one simulation.</summary>
    public const int WhatIfFacts = 1_000;

    /// <summary>Dates of one forecast or restatement: ten years.</summary>
    public const int Dates = 3_660;

    /// <summary>Customers read from the book, or decided, together.</summary>
    public const int CustomersAtOnce = 1_000;

    /// <summary>Lines of a simulation that can be posted by its token. All are one transaction, and until it ends nobody reads what others append.</summary>
    public const int PreviewedLines = 250_000;

    /// <summary>Events listed when a preview is refused; all are counted.</summary>
    public const int EventsNamed = 20;

    /// <summary>Those of them that its message spells out.</summary>
    public const int EventsInMessage = 3;

    /// <summary>Lines of one side of a comparison, which is held in memory: about 500 MB for both.</summary>
    public const int ComparedLines = 1_000_000;

    /// <summary>Lines of one restatement, which is held in memory with all lines of the date that is looked at.</summary>
    public const int ImpactLines = 250_000;
}
