using Npgsql;
using NpgsqlTypes;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>Statements for what the schedule did: how far zones are, dates owed, runs under way and in need of attention.</summary>
internal sealed class ScheduleRunStatements(NpgsqlBatch batch)
{
    public void SchedulerStarted(SchedulerStarted fact) => Add("INSERT INTO started (at) VALUES ($1)", Value(fact.At.UtcDateTime));

    public void Owed(PastDatesOwed fact)
    {
        Add("DELETE FROM late_facts WHERE position <= $1", Value(fact.Through));
        if (fact.Owed.Count > 0)
            Add("INSERT INTO owed (caused, customer_id, next_date, last_date) SELECT * FROM unnest($1::bigint[], $2::text[], $3::date[], $4::date[])",
                Value(fact.Owed.Select(owed => owed.Caused).ToArray()), Value(fact.Owed.Select(owed => owed.CustomerId).ToArray()),
                Value(fact.Owed.Select(owed => owed.From).ToArray()), Value(fact.Owed.Select(owed => owed.To).ToArray()));
    }

    /// <summary>A run that charges again on purpose, or some assignments only, is none of the schedule's business.</summary>
    public void Started(StoredEvent stored, ChargeRunStarted fact)
    {
        if (fact.Kind == RunKind.RunPackage || fact.AssignmentIds is not null) return;
        Add("INSERT INTO open_runs (run_id, number, kind, date, zones, customer_ids) VALUES ($1, $2, $3, $4, $5, $6)",
            Value(fact.RunId), Value(stored.Position), Value(RunView.KindText(fact.Kind)), Value(fact.Date), Texts(fact.Zones), Texts(fact.CustomerIds));
        if (fact is { Kind: RunKind.Scheduled, Zones: { } zones })
            Add("UPDATE zones SET last_run_id = $3, last_date = greatest(last_date, $2) WHERE time_zone = ANY ($1)",
                Texts(zones), Value(fact.Date), Value(fact.RunId));
        if (fact is { Kind: RunKind.BillPast, CustomerIds: { } customers })
        {
            Add("DELETE FROM owed WHERE next_date = $1 AND last_date = $1 AND customer_id = ANY ($2)", Value(fact.Date), Texts(customers));
            Add("UPDATE owed SET next_date = next_date + 1 WHERE next_date = $1 AND customer_id = ANY ($2)", Value(fact.Date), Texts(customers));
        }
    }

    public void Completed(ChargeRunCompleted fact)
    {
        Add("""
            UPDATE zones z SET completed_date = greatest(z.completed_date, r.date)
            FROM open_runs r WHERE r.run_id = $1 AND r.kind = 'scheduled' AND z.time_zone = ANY (r.zones)
            """, Value(fact.RunId));
        if (fact.Totals.Quarantined == 0)
            // What needed attention is put right by a later run of the date that covers it and has nothing to complain of.
            Add("""
                DELETE FROM attention a USING open_runs r
                WHERE r.run_id = $1 AND a.date = r.date AND a.number < r.number AND (r.zones IS NULL OR a.zones <@ r.zones)
                    AND (r.customer_ids IS NULL OR a.customer_ids <@ r.customer_ids)
                """, Value(fact.RunId));
        else Attend(fact.RunId, RunView.Completed, fact.Totals.Quarantined, null);
        Add("DELETE FROM open_runs WHERE run_id = $1", Value(fact.RunId));
    }

    public void Failed(ChargeRunFailed fact)
    {
        Attend(fact.RunId, RunView.Failed, 0, fact.Error);
        Add("DELETE FROM open_runs WHERE run_id = $1", Value(fact.RunId));
    }

    /// <summary>A run of the schedule that stands still holds all that follow, so somebody has to see it.</summary>
    public void Paused(ChargeRunPaused fact)
    {
        Add("UPDATE open_runs SET paused = true WHERE run_id = $1", Value(fact.RunId));
        Attend(fact.RunId, RunView.Paused, 0, null);
    }

    public void Resumed(ChargeRunResumed fact)
    {
        Add("UPDATE open_runs SET paused = false WHERE run_id = $1", Value(fact.RunId));
        Add("DELETE FROM attention WHERE run_id = $1", Value(fact.RunId));
    }

    public void Cancelled(StoredEvent stored, ChargeRunCancelled fact)
    {
        Add("DELETE FROM attention WHERE run_id = $1", Value(fact.RunId));
        Attend(fact.RunId, RunView.Cancelled, 0, stored.Metadata.Reason);
        Add("DELETE FROM open_runs WHERE run_id = $1", Value(fact.RunId));
    }

    private void Attend(string runId, string status, int quarantined, string? error) => Add("""
        INSERT INTO attention (run_id, number, kind, date, zones, customer_ids, status, quarantined, error)
        SELECT run_id, number, kind, date, zones, customer_ids, $2, $3, $4 FROM open_runs WHERE run_id = $1 AND kind IN ('scheduled', 'billPast')
        """, Value(runId), Value(status), Value(quarantined), new() { Value = error ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });

    private void Add(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter Value(object value) => new() { Value = value };

    private static NpgsqlParameter Texts(IReadOnlyList<string>? values) =>
        new() { Value = values?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
