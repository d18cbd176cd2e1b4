namespace PackageBilling.Billing.Storage.Schedule;

/// <summary>
/// What the schedule has done and what it has to answer for, folded from the log: how far each zone is, facts that came
/// late, dates owed, runs under way and runs that need attention. It knows no clock and no configuration.
/// </summary>
internal sealed class ScheduleProjection : IProjection
{
    public const string ProjectionName = "schedule";

    public string Name => ProjectionName;

    public string Schema => "schedule";

    public int Revision => 2;

    public IReadOnlyCollection<Type> EventTypes { get; } =
    [
        typeof(CustomerRegistered), typeof(CustomerTimeZoneChanged), typeof(PackageAssigned),
        typeof(SchedulerStarted), typeof(PastDatesOwed),
        typeof(ChargeRunStarted), typeof(ChargeRunCompleted), typeof(ChargeRunFailed),
        typeof(ChargeRunPaused), typeof(ChargeRunResumed), typeof(ChargeRunCancelled),
    ];

    public string Tables => """
        CREATE TABLE started (at timestamptz NOT NULL);

        CREATE TABLE zones (
            time_zone text COLLATE "C" PRIMARY KEY, customers bigint NOT NULL, inhabited_since timestamptz NOT NULL,
            last_date date NULL, last_run_id text NULL, completed_date date NULL);

        CREATE TABLE customers (customer_id text COLLATE "C" PRIMARY KEY, time_zone text COLLATE "C" NOT NULL);

        CREATE TABLE late_facts (
            position bigint PRIMARY KEY, customer_id text COLLATE "C" NOT NULL, recorded_at timestamptz NOT NULL,
            start_date date NULL,
            time_zone text NOT NULL, last_date date NULL, inhabited_since timestamptz NOT NULL,
            left_zone text NULL, left_date date NULL, left_since timestamptz NULL);

        CREATE TABLE owed (
            caused bigint NOT NULL, customer_id text COLLATE "C" NOT NULL, next_date date NOT NULL,
            last_date date NOT NULL,
            PRIMARY KEY (caused, customer_id));
        CREATE INDEX owed_by_date ON owed (next_date, customer_id);

        CREATE TABLE open_runs (
            run_id text COLLATE "C" PRIMARY KEY, number bigint NOT NULL, kind text NOT NULL, date date NOT NULL,
            zones text[] NULL, customer_ids text[] NULL, paused boolean NOT NULL DEFAULT false);

        CREATE TABLE attention (
            run_id text COLLATE "C" PRIMARY KEY, number bigint NOT NULL, kind text NOT NULL, date date NOT NULL,
            zones text[] NULL, customer_ids text[] NULL, status text NOT NULL, quarantined int NOT NULL,
            error text NULL);
        """;

    public async Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        if (batch.Events.Count == 0) return;
        await using var statements = new NpgsqlBatch(connection);
        var people = new PeopleStatements(statements);
        var runs = new ScheduleRunStatements(statements);
        foreach (var stored in batch.Events)
        {
            if (stored.Data is not (CustomerRegistered or PackageAssigned)) people.Flush();
            switch (stored.Data)
            {
                case CustomerRegistered fact: people.Register(stored, fact); break;
                case CustomerTimeZoneChanged fact: people.Move(stored, fact); break;
                case PackageAssigned fact: people.Assign(stored, fact); break;
                case SchedulerStarted fact: runs.SchedulerStarted(fact); break;
                case PastDatesOwed fact: runs.Owed(fact); break;
                case ChargeRunStarted fact: runs.Started(stored, fact); break;
                case ChargeRunCompleted fact: runs.Completed(fact); break;
                case ChargeRunFailed fact: runs.Failed(fact); break;
                case ChargeRunPaused fact: runs.Paused(fact); break;
                case ChargeRunResumed fact: runs.Resumed(fact); break;
                case ChargeRunCancelled fact: runs.Cancelled(stored, fact); break;
                default: throw new InvalidOperationException($"The schedule does not know {stored.Type}.");
            }
        }
        people.Flush();
        if (statements.BatchCommands.Count == 0) return;
        statements.BatchCommands.Add(new(ScheduleSignal.Send));
        await statements.ExecuteNonQueryAsync(ct);
    }
}
