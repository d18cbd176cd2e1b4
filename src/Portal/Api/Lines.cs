namespace PackageBilling.Portal;

/// <summary>A charge line, posted or not (api: "Line").</summary>
public sealed record Line
{
    public string? ChargeId { get; init; }
    public string Outcome { get; init; } = "";
    public bool Again { get; init; }
    public string CustomerId { get; init; } = "";
    public string? Did { get; init; }
    public string AssignmentId { get; init; } = "";
    public string PackageId { get; init; } = "";
    public string Kind { get; init; } = "";
    public DateOnly Date { get; init; }
    public int Quantity { get; init; }
    public decimal UnitRetail { get; init; }
    public decimal Retail { get; init; }
    public decimal Cost { get; init; }
    public bool DebitsCredit { get; init; }
    public bool InsufficientCredit { get; init; }
    public string Currency { get; init; } = "";
    public string? Reason { get; init; }
    public string? Corrects { get; init; }
}

/// <summary>What a run did, or would do (api: "Report").</summary>
public sealed record Report
{
    public string? RunId { get; init; }
    /// <summary>Null for a report; how a run is that had not ended when it was answered.</summary>
    public string? Status { get; init; }
    public string? SimulationId { get; init; }
    public bool Simulate { get; init; }
    public DateOnly Date { get; init; }
    public long? Position { get; init; }
    public Totals Totals { get; init; } = new();
    public IReadOnlyList<Line> Lines { get; init; } = [];
    public IReadOnlyList<AccountChange> Accounts { get; init; } = [];
    public string? PreviewToken { get; init; }
}

/// <summary>Lines added up, each currency on its own.</summary>
public sealed record Totals
{
    public int Considered { get; init; }
    public int Charged { get; init; }
    public int AlreadyCharged { get; init; }
    public int Skipped { get; init; }
    public int Quarantined { get; init; }
    public int Lines { get; init; }
    public int AlreadyChargedLines { get; init; }
    public int SkippedLines { get; init; }
    public int QuarantinedLines { get; init; }
    public IReadOnlyList<CurrencyTotals> ByCurrency { get; init; } = [];
}

public sealed record CurrencyTotals(string Currency, int Lines, decimal Retail, decimal Cost, decimal Margin, decimal Debited);

public sealed record AccountChange(string CustomerId, decimal CreditBefore, decimal CreditAfter);

/// <summary>The events and the arithmetic behind a line.</summary>
public sealed record ChargeExplanation(string ChargeId, string? RunId, Line Line, bool IsReversed, IReadOnlyList<ExplainedStep> Steps, string? RestatementId, bool ChargeAgain);

public sealed record ExplainedStep(string Text, ExplainedEvent? Event);

public sealed record ExplainedEvent(long Position, string Type, string Stream, DateTimeOffset RecordedAt, string Actor, string? Reason);
