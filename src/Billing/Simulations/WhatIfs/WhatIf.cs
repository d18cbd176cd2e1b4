namespace PackageBilling.Billing.Simulations.WhatIfs;

/// <summary>Hypothetical facts as they are asked for (api: simulations, whatIf). Nothing of them is stored.</summary>
internal sealed record WhatIf(
    IReadOnlyList<WhatIfRevision>? Revisions = null,
    IReadOnlyList<WhatIfAssignment>? Assignments = null,
    IReadOnlyList<WhatIfEnd>? Ends = null,
    IReadOnlyList<WhatIfChange>? Changes = null,
    IReadOnlyList<WhatIfCall>? Calls = null,
    IReadOnlyList<Repricing>? Reprice = null,
    IReadOnlyList<WhatIfPause>? Pauses = null);

/// <summary>
/// Other terms of a package from a date on, by default the simulated one. What is left out stays as it is on that date;
/// a schedule is given as a whole.
/// </summary>
internal sealed record WhatIfRevision : TermsAsked
{
    public string? PackageId { get; init; }

    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>The terms with what is given. The rules have found nothing wrong with it.</summary>
    public PackageTerms Over(PackageTerms terms)
    {
        terms = terms with
        {
            Retail = Retail ?? terms.Retail,
            Cost = Cost ?? terms.Cost,
            SetupRetail = SetupRetail ?? terms.SetupRetail,
            SetupCost = SetupCost ?? terms.SetupCost,
            Prorate = Prorate is null ? terms.Prorate : Spelling.Read(Prorate),
            MinimumSpend = MinimumSpend ?? terms.MinimumSpend,
            MinimumProrated = MinimumProrated ?? terms.MinimumProrated,
            RolloverMinutes = RolloverMinutes ?? terms.RolloverMinutes,
            MinutesTimesQuantity = MinutesTimesQuantity ?? terms.MinutesTimesQuantity,
        };
        return ScheduleRules.Known(this) is not { } frequency ? terms : terms with
        {
            Frequency = frequency,
            Weekdays = Values.FrequencyMatch.Weekdays(frequency, FrequencyMatch),
            MonthDays = Values.FrequencyMatch.MonthDays(frequency, FrequencyMatch),
            FrequencyInterval = FrequencyInterval ?? 1,
            Anchor = Anchor is null ? Values.Anchor.Calendar : Spelling.Anchors[Anchor],
        };
    }
}

/// <summary>One more assignment.</summary>
internal sealed record WhatIfAssignment(
    string? AssignmentId, string? CustomerId, string? PackageId, int? Quantity, DateOnly? StartDate,
    DateOnly? EndDate, string? Did,
    bool? AutoDecrementCredit, DateOnly? BilledThrough, int? FreeMinutes = null, bool? SkipSetup = null)
    : OwnTerms(Quantity, AutoDecrementCredit, FreeMinutes);

/// <summary>Another last day of an assignment.</summary>
internal sealed record WhatIfEnd(string? AssignmentId, DateOnly? EndDate);

/// <summary>Other terms of an assignment from a date on, by default the simulated one.</summary>
internal sealed record WhatIfChange(
    string? AssignmentId, int? Quantity, bool? AutoDecrementCredit, DateOnly? EffectiveFrom, int? FreeMinutes = null)
    : OwnTerms(Quantity, AutoDecrementCredit, FreeMinutes);

/// <summary>A pause of an assignment, its end, or both. Without a first date it ends the pause that there is.</summary>
internal sealed record WhatIfPause(string? AssignmentId, DateOnly? From, DateOnly? ResumedOn);

/// <summary>One more call, rated after all that are known, in the order of the list.</summary>
internal sealed record WhatIfCall(
    string? CustomerId, string? Did, string? Destination, string? StartedAt, int? BilledSeconds, decimal? Amount);
