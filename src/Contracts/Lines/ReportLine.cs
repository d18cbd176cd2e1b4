namespace PackageBilling.Contracts;

/// <summary>A line as reports and lists show it (api: "Line").</summary>
public sealed record ReportLine(
    string? ChargeId,
    LineOutcome Outcome,
    bool Again,
    string CustomerId,
    string? Did,
    string AssignmentId,
    string PackageId,
    ChargeKind Kind,
    DateOnly Date,
    int Quantity,
    decimal UnitRetail,
    decimal UnitCost,
    decimal Retail,
    decimal Cost,
    bool DebitsCredit,
    bool InsufficientCredit,
    string Currency,
    string? Reason,
    decimal? Spend,
    DateOnly? IntervalFrom,
    DateOnly? IntervalTo,
    int? ActiveDays,
    PriceFrom PriceFrom,
    string? Corrects = null);
