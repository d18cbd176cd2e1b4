using System.Text.Json.Serialization;

namespace PackageBilling.Contracts;

/// <summary>A charge run as the interface shows it (api: "Billing").</summary>
public sealed record RunView(
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
    /// <summary>Its parts are being posted.</summary>
    public const string Running = "running";

    /// <summary>It waits for somebody to resume it.</summary>
    public const string Paused = "paused";

    /// <summary>It has posted everything.</summary>
    public const string Completed = "completed";

    /// <summary>It gave up.</summary>
    public const string Failed = "failed";

    /// <summary>Somebody ended it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> Statuses = [Running, Paused, Completed, Failed, Cancelled];

    /// <summary>Whether it has ended, one way or another.</summary>
    [JsonIgnore]
    public bool HasEnded => Status is Completed or Failed or Cancelled;
}

/// <summary>Somebody paused, resumed or cancelled the run.</summary>
/// <param name="What"><c>paused</c>, <c>resumed</c> or <c>cancelled</c>.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why, when it was said.</param>
/// <param name="ActorKeyId">The id of the key that it was done with; null for the product itself.</param>
public sealed record RunIntervention(string What, DateTimeOffset At, string Actor, string? Reason, string? ActorKeyId);
