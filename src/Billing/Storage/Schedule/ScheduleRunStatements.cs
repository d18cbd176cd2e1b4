namespace PackageBilling.Billing.Storage.Schedule;

/// <summary>Statements for what the schedule did: how far zones are, dates owed, runs under way
/// and in need of attention.</summary>
internal sealed class ScheduleRunStatements(NpgsqlBatch batch)
{
    public void SchedulerStarted(SchedulerStarted fact) =>
        batch.Add("INSERT INTO started (at) VALUES ($1)", fact.At.UtcDateTime);

    public void Owed(PastDatesOwed fact)
    {
        batch.Add("DELETE FROM late_facts WHERE position <= $1", fact.Through);
        if (fact.Owed.Count > 0)
            batch.Add("""
                INSERT INTO owed (caused, customer_id, next_date, last_date)
                SELECT * FROM unnest($1::bigint[], $2::text[], $3::date[], $4::date[])
                """,
                fact.Owed.Select(owed => owed.Caused).ToArray(), fact.Owed.Select(owed => owed.CustomerId).ToArray(),
                fact.Owed.Select(owed => owed.From).ToArray(), fact.Owed.Select(owed => owed.To).ToArray());
    }

    /// <summary>A run that charges again on purpose, or some assignments only,
    /// is none of the schedule's business.</summary>
    public void Started(StoredEvent stored, ChargeRunStarted fact)
    {
        if (fact.Kind == RunKind.RunPackage || fact.AssignmentIds is not null) return;
        batch.Add(
            "INSERT INTO open_runs (run_id, number, kind, date, zones, customer_ids) VALUES ($1, $2, $3, $4, $5, $6)",
            fact.RunId, stored.Position, fact.Kind.Text(), fact.Date,
            Texts(fact.Zones), Texts(fact.CustomerIds));
        if (fact is { Kind: RunKind.Scheduled, Zones: { } zones })
            batch.Add(
                "UPDATE zones SET last_run_id = $3, last_date = greatest(last_date, $2) WHERE time_zone = ANY ($1)",
                Texts(zones), fact.Date, fact.RunId);
        if (fact is { Kind: RunKind.BillPast, CustomerIds: { } customers })
        {
            batch.Add("DELETE FROM owed WHERE next_date = $1 AND last_date = $1 AND customer_id = ANY ($2)",
                fact.Date, Texts(customers));
            batch.Add("UPDATE owed SET next_date = next_date + 1 WHERE next_date = $1 AND customer_id = ANY ($2)",
                fact.Date, Texts(customers));
        }
    }

    public void Completed(ChargeRunCompleted fact)
    {
        batch.Add("""
            UPDATE zones z SET completed_date = greatest(z.completed_date, r.date)
            FROM open_runs r WHERE r.run_id = $1 AND r.kind = 'scheduled' AND z.time_zone = ANY (r.zones)
            """, fact.RunId);
        if (fact.Totals.Quarantined == 0)
            // What needed attention is put right by a later run of the date that covers it
            // and has nothing to complain of.
            batch.Add("""
                DELETE FROM attention a USING open_runs r
                WHERE r.run_id = $1 AND a.date = r.date AND a.number < r.number
                    AND (r.zones IS NULL OR a.zones <@ r.zones)
                    AND (r.customer_ids IS NULL OR a.customer_ids <@ r.customer_ids)
                """, fact.RunId);
        else Attend(fact.RunId, RunStatus.Completed, fact.Totals.Quarantined, null);
        batch.Add("DELETE FROM open_runs WHERE run_id = $1", fact.RunId);
    }

    public void Failed(ChargeRunFailed fact)
    {
        Attend(fact.RunId, RunStatus.Failed, 0, fact.Error);
        batch.Add("DELETE FROM open_runs WHERE run_id = $1", fact.RunId);
    }

    /// <summary>A run of the schedule that stands still holds all that follow, so somebody has to see it.</summary>
    public void Paused(ChargeRunPaused fact)
    {
        batch.Add("UPDATE open_runs SET paused = true WHERE run_id = $1", fact.RunId);
        Attend(fact.RunId, RunStatus.Paused, 0, null);
    }

    public void Resumed(ChargeRunResumed fact)
    {
        batch.Add("UPDATE open_runs SET paused = false WHERE run_id = $1", fact.RunId);
        batch.Add("DELETE FROM attention WHERE run_id = $1", fact.RunId);
    }

    public void Cancelled(StoredEvent stored, ChargeRunCancelled fact)
    {
        batch.Add("DELETE FROM attention WHERE run_id = $1", fact.RunId);
        Attend(fact.RunId, RunStatus.Cancelled, 0, stored.Metadata.Reason);
        batch.Add("DELETE FROM open_runs WHERE run_id = $1", fact.RunId);
    }

    private void Attend(string runId, string status, int quarantined, string? error) => batch.Add("""
        INSERT INTO attention (run_id, number, kind, date, zones, customer_ids, status, quarantined, error)
        SELECT run_id, number, kind, date, zones, customer_ids, $2, $3, $4 FROM open_runs
        WHERE run_id = $1 AND kind IN ('scheduled', 'billPast')
        """, runId, status, quarantined, SqlParameters.Typed(error, NpgsqlDbType.Text));

    private static NpgsqlParameter Texts(IReadOnlyList<string>? values) =>
        SqlParameters.Typed(values?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
}
