namespace PackageBilling.Auditing;

/// <summary>
/// The tables of seals, blocks and checkpoints. They aren't read models: what was handed out must be found again.
/// </summary>
internal static class AuditTables
{
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(source, "audit",
    [
        """
        CREATE SCHEMA audit;
        CREATE TABLE audit.seals (
            number bigint PRIMARY KEY, run_id text COLLATE "C" NOT NULL UNIQUE, seal text NOT NULL);
        CREATE TABLE audit.blocks (
            number bigint PRIMARY KEY, first_position bigint NOT NULL, last_position bigint NOT NULL,
            events bigint NOT NULL, root text NOT NULL, previous text NOT NULL, hash text NOT NULL,
            fingerprints bytea NOT NULL);
        -- Hashes look random: compressing them gains nothing.
        ALTER TABLE audit.blocks ALTER fingerprints SET STORAGE EXTERNAL;
        -- The blocks of each checkpoint of the book. One that is the same as in the checkpoint before is kept there.
        CREATE TABLE audit.checkpoint_blocks (
            number bigint NOT NULL, name text COLLATE "C" NOT NULL, hash text NOT NULL, kept_in bigint NOT NULL,
            content bytea NULL,
            PRIMARY KEY (number, name))
        """,
    ], ct);
}
