namespace PackageBilling.Billing.Storage.Projection;

/// <summary>The tables of the book. Ids sort ordinally, so that runs go through customers in the order
/// of the domain page.</summary>
internal static class BookTables
{
    public const string Sql = $"""
        CREATE TABLE package_revisions (
            package_id text COLLATE "C" NOT NULL, position bigint NOT NULL, currency text NOT NULL,
            effective_from date NULL, terms jsonb NOT NULL, grants_minutes boolean NOT NULL,
            PRIMARY KEY (package_id, position));
        CREATE INDEX package_revisions_newest ON package_revisions (position);

        CREATE TABLE customers (
            customer_id text COLLATE "C" NOT NULL, known_from bigint NOT NULL, known_until bigint NOT NULL,
            currency text NOT NULL, time_zone text NOT NULL, credit_limit numeric NOT NULL,
            PRIMARY KEY (customer_id, known_from));
        CREATE UNIQUE INDEX customers_current ON customers (customer_id) WHERE known_until = {BookProjection.OpenSql};
        CREATE INDEX customers_zones ON customers (time_zone) WHERE known_until = {BookProjection.OpenSql};

        -- Names are shown and decide nothing, so only the newest is kept.
        CREATE TABLE customer_names (customer_id text COLLATE "C" PRIMARY KEY, name text NOT NULL);

        CREATE TABLE assignments (
            customer_id text COLLATE "C" NOT NULL, assignment_id text COLLATE "C" NOT NULL,
            known_from bigint NOT NULL, known_until bigint NOT NULL, assignment_key bigint NOT NULL,
            package_id text COLLATE "C" NOT NULL, did text NULL, start_date date NOT NULL, end_date date NULL,
            grants_minutes boolean NOT NULL, terms text NOT NULL, own_setup boolean NOT NULL,
            own_minimum boolean NOT NULL, turns date[] NULL,
            setup_times int NOT NULL DEFAULT 0, setup_standing boolean NOT NULL DEFAULT false,
            stays boolean NOT NULL GENERATED ALWAYS AS (known_until = {BookProjection.OpenSql}
                AND end_date IS NULL) STORED,
            PRIMARY KEY (customer_id, assignment_id, known_from)) WITH (fillfactor = 90);
        CREATE UNIQUE INDEX assignments_by_id ON assignments (assignment_id, known_until);
        -- A run reads those who stay and those who left of late: what it costs must not grow with all who ever left
        -- (I15). That they stay is a
        -- column, since of two the planner would take the shares for independent, and read all rows for want of knowing
        -- how few they are.
        CREATE INDEX assignments_staying ON assignments (customer_id, assignment_id) WHERE stays;
        CREATE INDEX assignments_leaving ON assignments (end_date) WHERE known_until = {BookProjection.OpenSql}
            AND end_date IS NOT NULL;

        -- Few, if any: these say whether there are some at all.
        CREATE INDEX assignments_own_setup ON assignments (customer_id) WHERE own_setup;
        CREATE INDEX assignments_own_minimum ON assignments (customer_id) WHERE own_minimum;

        -- Beside the assignments, which runs read whole: calls ask here whose a DID is, by the hash that is the same
        -- for whoever has it.
        CREATE TABLE assigned_dids (
            did_hash text COLLATE "C" NOT NULL, assignment_id text COLLATE "C" NOT NULL,
            PRIMARY KEY (did_hash, assignment_id));

        -- A run changes every account: as much room again in the page lets that happen without touching the index.
        CREATE TABLE accounts (
            customer_id text COLLATE "C" PRIMARY KEY, credit numeric NOT NULL, accrued numeric NOT NULL,
            version bigint NOT NULL, position bigint NOT NULL, last_accrued bigint NOT NULL DEFAULT 0,
            closed_at bigint NOT NULL DEFAULT 0, open_since bigint NULL) WITH (fillfactor = 50);

        CREATE TABLE reversed_lines (
            posting_date date NOT NULL, assignment_key bigint NOT NULL, kind smallint NOT NULL, occurrence int NOT NULL,
            position bigint NOT NULL,
            charge_again boolean NOT NULL,
            PRIMARY KEY (posting_date, assignment_key, kind, occurrence));

        {InvoiceTables.Sql}

        CREATE TABLE charge_runs (
            run_id text COLLATE "C" PRIMARY KEY, number bigint NOT NULL UNIQUE, kind text NOT NULL, date date NOT NULL,
            customer_ids jsonb NULL, assignment_ids jsonb NULL, status text NOT NULL, error text NULL,
            engine_version text NOT NULL, position bigint NULL, totals jsonb NULL,
            actor text NOT NULL, reason text NULL, started_at timestamptz NOT NULL, ended_at timestamptz NULL);
        CREATE INDEX charge_runs_by_date ON charge_runs (date, number);
        CREATE INDEX charge_runs_open ON charge_runs (number) WHERE status = 'running';

        CREATE TABLE charge_run_parts (
            run_id text COLLATE "C" NOT NULL, part int NOT NULL, event_position bigint NOT NULL,
            after_customer text COLLATE "C" NOT NULL, through_customer text COLLATE "C" NULL,
            customers text[] COLLATE "C" NULL,
            first_position bigint NOT NULL, last_position bigint NOT NULL, totals jsonb NOT NULL,
            PRIMARY KEY (run_id, part));

        CREATE TABLE call_events (
            customer_id text COLLATE "C" NOT NULL, version bigint NOT NULL, position bigint NOT NULL,
            first_date date NOT NULL, last_date date NOT NULL, import_id text COLLATE "C" NULL,
            corrects boolean NOT NULL,
            PRIMARY KEY (customer_id, version));
        CREATE INDEX call_events_by_date ON call_events (customer_id, last_date);
        -- Few ask by these, so they are as small as can be: both columns grow with the log.
        CREATE INDEX call_events_by_import ON call_events USING brin (import_id);
        CREATE INDEX call_events_by_position ON call_events USING brin (position);

        -- Which events correct calls of which event.
        CREATE TABLE call_corrections (
            rated_at bigint NOT NULL, position bigint NOT NULL,
            PRIMARY KEY (rated_at, position));

        CREATE TABLE window_uses (
            assignment_id text COLLATE "C" NOT NULL, window_from date NOT NULL, carried_over boolean NOT NULL,
            position bigint NOT NULL,
            seconds bigint NOT NULL, used_after bigint NOT NULL, first_start timestamptz NOT NULL,
            last_start timestamptz NOT NULL,
            PRIMARY KEY (assignment_id, window_from, carried_over, position));

        CREATE TABLE spend (
            customer_id text COLLATE "C" NOT NULL, local_date date NOT NULL, position bigint NOT NULL,
            charged numeric NOT NULL, dids jsonb NULL,
            PRIMARY KEY (customer_id, local_date, position));
        """;
}
