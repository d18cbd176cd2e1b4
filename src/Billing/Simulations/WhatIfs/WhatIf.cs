using System.Text.Json;

namespace PackageBilling.Billing.Simulations.WhatIfs;

/// <summary>Hypothetical facts as they are asked for (api: simulations, whatIf). Nothing of them is stored.</summary>
internal sealed record WhatIf(
    IReadOnlyList<WhatIfRevision>? Revisions = null,
    IReadOnlyList<WhatIfAssignment>? Assignments = null,
    IReadOnlyList<WhatIfEnd>? Ends = null,
    IReadOnlyList<WhatIfChange>? Changes = null,
    IReadOnlyList<WhatIfCall>? Calls = null);

/// <summary>Other terms of a package from a date on, by default the simulated one.
/// What is left out stays as it is on that date.</summary>
internal sealed record WhatIfRevision(
    string? PackageId, DateOnly? EffectiveFrom, decimal? Retail, decimal? Cost, decimal? SetupRetail,
    decimal? SetupCost, string? Frequency, JsonElement? FrequencyMatch, decimal? MinimumSpend);

/// <summary>One more assignment.</summary>
internal sealed record WhatIfAssignment(
    string? AssignmentId, string? CustomerId, string? PackageId, int? Quantity, DateOnly? StartDate,
    DateOnly? EndDate, string? Did,
    bool? AutoDecrementCredit, DateOnly? BilledThrough, int? FreeMinutes = null)
    : OwnTerms(Quantity, AutoDecrementCredit, FreeMinutes);

/// <summary>Another last day of an assignment.</summary>
internal sealed record WhatIfEnd(string? AssignmentId, DateOnly? EndDate);

/// <summary>Another quantity or flag of an assignment from a date on, by default the simulated one.</summary>
internal sealed record WhatIfChange(
    string? AssignmentId, int? Quantity, bool? AutoDecrementCredit, DateOnly? EffectiveFrom)
    : OwnTerms(Quantity, AutoDecrementCredit, null);

/// <summary>One more call, rated after all that are known, in the order of the list.</summary>
internal sealed record WhatIfCall(
    string? CustomerId, string? Did, string? Destination, string? StartedAt, int? BilledSeconds, decimal? Amount);
