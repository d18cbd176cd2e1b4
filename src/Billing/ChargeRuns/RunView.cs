using System.Text.Json;

namespace PackageBilling.Billing;

/// <summary>How runs are read from the projection.</summary>
internal static class RunRows
{
    /// <summary>
    /// The columns of a <see cref="View"/>, of billing.charge_runs r. A running run's totals are those of its parts so
    /// far.
    /// </summary>
    public const string Columns = """
        r.run_id, r.kind, r.date, r.status, r.position, r.engine_version, r.totals::text, r.error, r.actor, r.reason, r.started_at, r.ended_at, r.number
        """;

    private static readonly RunTotals NoTotals = new(0, 0, 0, 0, 0, []);

    public static RunView View(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetInt64(4),
        row.GetString(5), TotalsView.Of(row.IsDBNull(6) ? NoTotals : JsonSerializer.Deserialize<RunTotals>(row.GetString(6), EventJson.Options)!),
        null, row.IsDBNull(7) ? null : row.GetString(7), row.GetString(8), row.IsDBNull(9) ? null : row.GetString(9),
        row.GetFieldValue<DateTimeOffset>(10), row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11));

    /// <summary>Who paused, resumed or cancelled a run, in order.</summary>
    public static IReadOnlyList<RunIntervention> Interventions(IReadOnlyList<StoredEvent> stream) =>
    [
        .. from stored in stream
           let what = WhatOf(stored.Data)
           where what is not null
           let told = stored.Metadata
           select new RunIntervention(what, told.RecordedAt, told.Actor, told.Reason, told.KeyId),
    ];

    private static string? WhatOf(object fact) => fact switch
    {
        ChargeRunPaused => RunView.Paused,
        ChargeRunResumed => "resumed",
        ChargeRunCancelled => RunView.Cancelled,
        _ => null,
    };
}

/// <summary>Runs in the words of the interface.</summary>
internal static class RunViewExtensions
{
    extension(RunView)
    {
        public static string StatusText(RunPhase phase) => JsonNamingPolicy.CamelCase.ConvertName(phase.ToString());

        public static string KindText(RunKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
    }
}

internal static class TotalsViewExtensions
{
    extension(TotalsView)
    {
        public static TotalsView Of(RunTotals totals)
        {
            var one = totals.ByCurrency.Count switch
            {
                0 => new CurrencyTotals("", 0, 0, 0, 0),
                1 => totals.ByCurrency[0],
                _ => null,
            };
            return new(
                totals.Considered, totals.Charged, totals.AlreadyCharged, totals.Skipped, totals.Quarantined,
                totals.ByCurrency.Sum(sum => sum.Lines), one?.Retail, one?.Cost, one?.Retail - one?.Cost, one?.Debited,
                [
                    .. totals.ByCurrency.Select(sum => new CurrencyTotalsView(
                        sum.Currency, sum.Lines, sum.Retail, sum.Cost, sum.Retail - sum.Cost, sum.Debited)),
                ],
                totals.AlreadyChargedLines, totals.SkippedLines, totals.QuarantinedLines);
        }
    }
}
