using Npgsql;

namespace PackageBilling.EventStore;

/// <summary>The log's tables, in the layout of Marten 9, so that Marten can open the same database.</summary>
public static class EventStoreSchema
{
    // Marten's foreign key from mt_events to mt_streams is left out: its check per row would cost more than the COPY
    // itself, and every append writes the stream's row first anyway.
    private const string MartenLayout = """
        CREATE SCHEMA IF NOT EXISTS events;

        CREATE TABLE events.mt_streams (
            id varchar NOT NULL CONSTRAINT pkey_mt_streams_id PRIMARY KEY,
            type varchar NULL,
            version bigint NULL,
            timestamp timestamptz NOT NULL DEFAULT (now()),
            created timestamptz NOT NULL DEFAULT (now()),
            tenant_id varchar DEFAULT '*DEFAULT*',
            is_archived boolean DEFAULT FALSE)
        -- Every append updates its stream's row; room in the page lets that happen without touching the index.
        WITH (fillfactor = 70);

        CREATE TABLE events.mt_events (
            seq_id bigint NOT NULL CONSTRAINT pkey_mt_events_seq_id PRIMARY KEY,
            id uuid NOT NULL,
            stream_id varchar NULL,
            version bigint NOT NULL,
            data jsonb NOT NULL,
            bdata bytea NULL,
            type varchar(500) NOT NULL,
            timestamp timestamptz NOT NULL DEFAULT (now()),
            tenant_id varchar DEFAULT '*DEFAULT*',
            mt_dotnet_type varchar NULL,
            correlation_id varchar NULL,
            causation_id varchar NULL,
            headers jsonb NULL,
            is_archived boolean DEFAULT FALSE);
        CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON events.mt_events (stream_id, version);

        CREATE TABLE events.mt_event_progression (
            name varchar NOT NULL CONSTRAINT pk_mt_event_progression PRIMARY KEY,
            last_seq_id bigint NULL,
            last_updated timestamptz DEFAULT (transaction_timestamp()))
        WITH (fillfactor = 50);

        -- The safe position relies on numbers being handed out one at a time, in order.
        CREATE SEQUENCE events.mt_events_sequence CACHE 1 OWNED BY events.mt_events.seq_id;
        """;

    private const string Own = """
        CREATE TABLE events.marks (
            instant timestamptz NOT NULL PRIMARY KEY,
            position bigint NOT NULL);

        CREATE TABLE product.projections (
            name text NOT NULL PRIMARY KEY,
            schema text NOT NULL UNIQUE,
            revision int NOT NULL);
        """;

    private const string Stopped = """
        CREATE TABLE product.stopped_subscriptions (
            name text NOT NULL PRIMARY KEY,
            position bigint NOT NULL,
            error text NOT NULL,
            since timestamptz NOT NULL DEFAULT now(),
            attempts int NOT NULL DEFAULT 1);
        """;

    // What is stored from now on. An event that does not fit into a row is compressed, and the older way takes ten times as long for it.
    private const string QuickCompression = """
        DO $$ BEGIN
            ALTER TABLE events.mt_events ALTER COLUMN data SET COMPRESSION lz4;
        EXCEPTION WHEN feature_not_supported THEN
            RAISE NOTICE 'This PostgreSQL was built without lz4.';
        END $$;
        """;

    // A charge run appends to every account, and the version before stays in its page until the next one clears it away: with as much room again
    // all find a place there, and a vacuum after every run would find nothing that is worth its while. Pages that are full already get there
    // by themselves, run by run.
    private const string RoomForARun = "ALTER TABLE events.mt_streams SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.5)";

    /// <summary>Creates or upgrades the log's tables. Safe when several nodes do it at once.</summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) =>
        SchemaUpgrade.Apply(source, "events", [MartenLayout, Own, Stopped, QuickCompression, RoomForARun], ct);
}
