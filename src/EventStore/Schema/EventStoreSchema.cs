namespace PackageBilling.EventStore;

/// <summary>The log's tables: Marten's, and beside them what Marten has no counterpart of.</summary>
public static class EventStoreSchema
{
    private const string Own = """
        CREATE TABLE events.marks (
            instant timestamptz NOT NULL PRIMARY KEY,
            position bigint NOT NULL);

        CREATE TABLE product.projections (
            name text NOT NULL PRIMARY KEY,
            schema text NOT NULL UNIQUE,
            revision int NOT NULL);

        CREATE TABLE product.stopped_subscriptions (
            name text NOT NULL PRIMARY KEY,
            position bigint NOT NULL,
            error text NOT NULL,
            since timestamptz NOT NULL DEFAULT now(),
            attempts int NOT NULL DEFAULT 1);
        """;

    // An event that does not fit into a row is compressed, and PostgreSQL's older method takes ten times as long.
    private const string QuickCompression = """
        DO $$ BEGIN
            ALTER TABLE events.mt_events ALTER COLUMN data SET COMPRESSION lz4;
        EXCEPTION WHEN feature_not_supported THEN
            RAISE NOTICE 'This PostgreSQL was built without lz4.';
        END $$;
        """;

    // A charge run appends to every account, and the version before stays in its page until the next one clears it
    // away: with as much free space again, all new versions fit into their page, and a vacuum after every run would
    // gain nothing. A checkpoint moves with every batch.
    private const string RoomInPages = """
        ALTER TABLE events.mt_streams SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.5);
        ALTER TABLE events.mt_event_progression SET (fillfactor = 50);
        """;

    /// <summary>Creates or upgrades the log's tables. Safe when several nodes do it at once.</summary>
    public static async Task Upgrade(NpgsqlDataSource source, CancellationToken ct)
    {
        await MartenSchema.Upgrade(source, ct);
        await SchemaUpgrade.Apply(source, "events", [Own, QuickCompression, RoomInPages], ct);
    }
}
