namespace PackageBilling.Billing.Storage.Projection;

/// <summary>Statements for charge runs and their parts.</summary>
internal sealed class RunStatements(NpgsqlBatch batch)
{
    public void Started(StoredEvent stored, ChargeRunStarted fact) => batch.Add("""
        INSERT INTO charge_runs (run_id, number, kind, date, customer_ids, assignment_ids, status, engine_version,
            actor, reason, started_at)
        VALUES ($1, $2, $3, $4, $5, $6, 'running', $7, $8, $9, $10)
        """,
        fact.RunId, stored.Position, fact.Kind.Text(), fact.Date,
        Json(fact.CustomerIds), Json(fact.AssignmentIds), fact.EngineVersion, stored.Metadata.Actor,
        SqlParameters.Typed(stored.Metadata.Reason, NpgsqlDbType.Text),
        stored.Metadata.RecordedAt.UtcDateTime);

    public void PartPosted(StoredEvent stored, ChargeRunPartPosted fact) => batch.Add("""
        INSERT INTO charge_run_parts (run_id, part, event_position, after_customer, through_customer, customers,
            first_position, last_position, totals)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        fact.RunId, fact.Part, stored.Position, fact.After,
        SqlParameters.Typed(fact.Through, NpgsqlDbType.Text),
        SqlParameters.Typed(fact.Customers?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
        fact.FirstPosition, fact.LastPosition, Json(fact.Totals));

    public void Completed(StoredEvent stored, ChargeRunCompleted fact) => batch.Add(
        "UPDATE charge_runs SET status = 'completed', position = $2, totals = $3, ended_at = $4 WHERE run_id = $1",
        fact.RunId, fact.Position, Json(fact.Totals), stored.Metadata.RecordedAt.UtcDateTime);

    public void Failed(StoredEvent stored, ChargeRunFailed fact) => batch.Add(
        "UPDATE charge_runs SET status = 'failed', error = $2, ended_at = $3 WHERE run_id = $1",
        fact.RunId, fact.Error, stored.Metadata.RecordedAt.UtcDateTime);

    public void Paused(ChargeRunPaused fact) => batch.Add(
        "UPDATE charge_runs SET status = 'paused' WHERE run_id = $1", fact.RunId);

    public void Resumed(ChargeRunResumed fact) => batch.Add(
        "UPDATE charge_runs SET status = 'running' WHERE run_id = $1", fact.RunId);

    public void Cancelled(StoredEvent stored, ChargeRunCancelled fact) => batch.Add(
        "UPDATE charge_runs SET status = 'cancelled', ended_at = $2 WHERE run_id = $1",
        fact.RunId, stored.Metadata.RecordedAt.UtcDateTime);

    private static NpgsqlParameter Json(object? value) =>
        new() { Value = value is null ? DBNull.Value : EventJson.Write(value), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
