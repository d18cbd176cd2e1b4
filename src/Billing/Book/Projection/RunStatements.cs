using Npgsql;
using NpgsqlTypes;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>Statements for charge runs and their parts.</summary>
internal sealed class RunStatements(NpgsqlBatch batch)
{
    public void Started(StoredEvent stored, ChargeRunStarted fact) => Add("""
        INSERT INTO charge_runs (run_id, number, kind, date, customer_ids, assignment_ids, status, engine_version, actor, reason, started_at)
        VALUES ($1, $2, $3, $4, $5, $6, 'running', $7, $8, $9, $10)
        """,
        new() { Value = fact.RunId }, new() { Value = stored.Position }, new() { Value = RunView.KindText(fact.Kind) }, new() { Value = fact.Date },
        Json(fact.CustomerIds), Json(fact.AssignmentIds), new() { Value = fact.EngineVersion }, new() { Value = stored.Metadata.Actor },
        new() { Value = stored.Metadata.Reason ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        new() { Value = stored.Metadata.RecordedAt.UtcDateTime });

    public void PartPosted(StoredEvent stored, ChargeRunPartPosted fact) => Add("""
        INSERT INTO charge_run_parts (run_id, part, event_position, after_customer, through_customer, customers, first_position, last_position, totals)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        new() { Value = fact.RunId }, new() { Value = fact.Part }, new() { Value = stored.Position }, new() { Value = fact.After },
        new() { Value = fact.Through ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        new() { Value = fact.Customers?.ToArray() ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        new() { Value = fact.FirstPosition }, new() { Value = fact.LastPosition }, Json(fact.Totals));

    public void Completed(StoredEvent stored, ChargeRunCompleted fact) => Add(
        "UPDATE charge_runs SET status = 'completed', position = $2, totals = $3, ended_at = $4 WHERE run_id = $1",
        new() { Value = fact.RunId }, new() { Value = fact.Position }, Json(fact.Totals), new() { Value = stored.Metadata.RecordedAt.UtcDateTime });

    public void Failed(StoredEvent stored, ChargeRunFailed fact) => Add(
        "UPDATE charge_runs SET status = 'failed', error = $2, ended_at = $3 WHERE run_id = $1",
        new() { Value = fact.RunId }, new() { Value = fact.Error }, new() { Value = stored.Metadata.RecordedAt.UtcDateTime });

    public void Paused(ChargeRunPaused fact) => Add("UPDATE charge_runs SET status = 'paused' WHERE run_id = $1",
        [new() { Value = fact.RunId }]);

    public void Resumed(ChargeRunResumed fact) => Add("UPDATE charge_runs SET status = 'running' WHERE run_id = $1",
        [new() { Value = fact.RunId }]);

    public void Cancelled(StoredEvent stored, ChargeRunCancelled fact) => Add(
        "UPDATE charge_runs SET status = 'cancelled', ended_at = $2 WHERE run_id = $1",
        new() { Value = fact.RunId }, new() { Value = stored.Metadata.RecordedAt.UtcDateTime });

    private void Add(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter Json(object? value) =>
        new() { Value = value is null ? DBNull.Value : EventJson.Write(value), NpgsqlDbType = NpgsqlDbType.Jsonb };
}
