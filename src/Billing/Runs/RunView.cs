using System.Text.Json;

namespace PackageBilling.Billing.Runs;

/// <summary>Runs as the interface shows them.</summary>
internal static class RunViewExtensions
{
    private static readonly RunTotals NoTotals = new(0, 0, 0, 0, 0, []);

    extension(RunView)
    {
        public static string StatusText(RunPhase phase) => JsonNamingPolicy.CamelCase.ConvertName(phase.ToString());

        /// <summary>A run of the book. A running run's totals are those of its parts so far,
        /// which are not here.</summary>
        public static RunView Of(ChargeRunRow run) => new(
            run.RunId, run.Kind, run.Date, run.Status, run.Position, run.EngineVersion,
            TotalsView.Of(run.Totals ?? NoTotals), null, run.Error, run.Actor, run.Reason, run.StartedAt, run.EndedAt);
    }

    extension(RunIntervention)
    {
        /// <summary>Those of a run's stream, in order.</summary>
        public static IReadOnlyList<RunIntervention> Of(IReadOnlyList<StoredEvent> stream) =>
        [
            .. from stored in stream
               let what = WhatOf(stored.Data)
               where what is not null
               let made = stored.Metadata
               select new RunIntervention(what, made.RecordedAt, made.Actor, made.Reason, made.KeyId),
        ];
    }

    private static string? WhatOf(object @event) => @event switch
    {
        ChargeRunPaused => RunStatus.Paused,
        ChargeRunResumed => "resumed",
        ChargeRunCancelled => RunStatus.Cancelled,
        _ => null,
    };
}
