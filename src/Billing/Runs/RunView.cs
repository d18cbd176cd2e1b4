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
    public const string Running = "running";
    public const string Paused = "paused";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    public static readonly string[] Statuses = [Running, Paused, Completed, Failed, Cancelled];

    /// <summary>Whether it has ended, one way or another.</summary>
    [JsonIgnore]
    public bool HasEnded => Status is Completed or Failed or Cancelled;

    public static string StatusText(RunPhase phase) => JsonNamingPolicy.CamelCase.ConvertName(phase.ToString());

    public static string KindText(RunKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <summary>The columns that <see cref="Read"/> expects, of billing.charge_runs r. A running run's totals are those of its parts so far.</summary>
    public const string Columns = """
        r.run_id, r.kind, r.date, r.status, r.position, r.engine_version, r.totals::text, r.error, r.actor, r.reason, r.started_at, r.ended_at, r.number
        """;

    public static RunView Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetInt64(4),
        row.GetString(5), TotalsView.Of(row.IsDBNull(6) ? NoTotals : JsonSerializer.Deserialize<RunTotals>(row.GetString(6), EventJson.Options)!),
        null, row.IsDBNull(7) ? null : row.GetString(7), row.GetString(8), row.IsDBNull(9) ? null : row.GetString(9),
        row.GetFieldValue<DateTimeOffset>(10), row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11));

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
        ChargeRunPaused => RunView.Paused,
        ChargeRunResumed => "resumed",
        ChargeRunCancelled => RunView.Cancelled,
        _ => null,
    };
}

/// <summary>Totals as the interface shows them: amounts are null when more than one currency is among them (I16).</summary>
internal sealed record TotalsView(
    int Considered,
    int Charged,
    int AlreadyCharged,
    int Skipped,
    int Quarantined,
    int Lines,
    decimal? Retail,
    decimal? Cost,
    decimal? Margin,
    decimal? Debited,
    IReadOnlyList<CurrencyTotalsView> ByCurrency,
    int AlreadyChargedLines,
    int SkippedLines,
    int QuarantinedLines)
{
    public static TotalsView Of(RunTotals totals)
    {
        var one = totals.ByCurrency.Count switch { 0 => new CurrencyTotals("", 0, 0, 0, 0), 1 => totals.ByCurrency[0], _ => null };
        return new(totals.Considered, totals.Charged, totals.AlreadyCharged, totals.Skipped, totals.Quarantined,
            totals.ByCurrency.Sum(sum => sum.Lines), one?.Retail, one?.Cost, one?.Retail - one?.Cost, one?.Debited,
            [.. totals.ByCurrency.Select(sum => new CurrencyTotalsView(sum.Currency, sum.Lines, sum.Retail, sum.Cost, sum.Retail - sum.Cost, sum.Debited))],
            totals.AlreadyChargedLines, totals.SkippedLines, totals.QuarantinedLines);
    }
}

/// <summary>The lines of one currency.</summary>
internal sealed record CurrencyTotalsView(string Currency, int Lines, decimal Retail, decimal Cost, decimal Margin, decimal Debited);
