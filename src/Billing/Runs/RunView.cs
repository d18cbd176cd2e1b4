using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Billing.Runs;

/// <summary>A charge run as the interface shows it (api: "Billing").</summary>
internal sealed record RunView(
    string RunId,
    string Kind,
    DateOnly Date,
    string Status,
    long? Position,
    string EngineVersion,
    TotalsView Totals,
    string? Seal,
    string? Error,
    string Actor,
    string? Reason,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    string? Head = null,
    IReadOnlyList<RunIntervention>? Interventions = null)
{
    /// <summary>Whether it has ended, one way or another.</summary>
    [JsonIgnore]
    public bool HasEnded => RunStatus.HasEnded(Status);

    public static string StatusText(RunPhase phase) => JsonNamingPolicy.CamelCase.ConvertName(phase.ToString());

    /// <summary>A run of the book. A running run's totals are those of its parts so far, which are not here.</summary>
    public static RunView Of(ChargeRunRow run) => new(
        run.RunId, run.Kind, run.Date, run.Status, run.Position, run.EngineVersion, TotalsView.Of(run.Totals ?? NoTotals),
        null, run.Error, run.Actor, run.Reason, run.StartedAt, run.EndedAt);

    private static readonly RunTotals NoTotals = new(0, 0, 0, 0, 0, []);
}

/// <summary>Somebody paused, resumed or cancelled the run.</summary>
/// <param name="What"><c>paused</c>, <c>resumed</c> or <c>cancelled</c>.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why, when it was said.</param>
/// <param name="ActorKeyId">The id of the key that it was done with; null for the product itself.</param>
internal sealed record RunIntervention(string What, DateTimeOffset At, string Actor, string? Reason, string? ActorKeyId)
{
    /// <summary>Those of a run's stream, in order.</summary>
    public static IReadOnlyList<RunIntervention> Of(IReadOnlyList<StoredEvent> stream)
    {
        var all = new List<RunIntervention>();
        foreach (var stored in stream)
            if (WhatOf(stored.Data) is { } what)
                all.Add(new(what, stored.Metadata.RecordedAt, stored.Metadata.Actor, stored.Metadata.Reason, stored.Metadata.KeyId));
        return all;
    }

    private static string? WhatOf(object fact) => fact switch
    {
        ChargeRunPaused => RunStatus.Paused,
        ChargeRunResumed => "resumed",
        ChargeRunCancelled => RunStatus.Cancelled,
        _ => null,
    };
}
