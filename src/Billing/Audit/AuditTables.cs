namespace PackageBilling.Billing;

/// <summary>The tables of seals and blocks. They are no read model: what was handed out must be found again.</summary>
internal static class AuditTables
{
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(source, "audit",
    [
        """
        CREATE SCHEMA audit;
        -- The leaves of the parts of runs that have not ended.
        CREATE TABLE audit.unsealed_parts (
            run_id text COLLATE "C" NOT NULL, position bigint NOT NULL,
            charged_customers text[] NOT NULL, charged_lines int[] NOT NULL, charged_hashes bytea NOT NULL,
            other_customers text[] NOT NULL, other_lines int[] NOT NULL, other_hashes bytea NOT NULL,
            PRIMARY KEY (run_id, position));
        -- Hashes look random: compressing them gains nothing. The rest stays for as long as its run: compressing it takes longer than writing it.
        ALTER TABLE audit.unsealed_parts
            ALTER charged_customers SET STORAGE EXTERNAL, ALTER charged_lines SET STORAGE EXTERNAL, ALTER charged_hashes SET STORAGE EXTERNAL,
            ALTER other_customers SET STORAGE EXTERNAL, ALTER other_lines SET STORAGE EXTERNAL, ALTER other_hashes SET STORAGE EXTERNAL;
        CREATE TABLE audit.seals (
            number bigint PRIMARY KEY, run_id text COLLATE "C" NOT NULL UNIQUE, seal text NOT NULL);
        CREATE TABLE audit.blocks (
            number bigint PRIMARY KEY, first_position bigint NOT NULL, last_position bigint NOT NULL, events bigint NOT NULL,
            root text NOT NULL, previous text NOT NULL, hash text NOT NULL, fingerprints bytea NOT NULL);
        ALTER TABLE audit.blocks ALTER fingerprints SET STORAGE EXTERNAL;
        -- The blocks of each checkpoint of the book. One that has not changed since the checkpoint before is kept there.
        CREATE TABLE audit.checkpoint_blocks (
            number bigint NOT NULL, name text COLLATE "C" NOT NULL, hash text NOT NULL, kept_in bigint NOT NULL, content bytea NULL,
            PRIMARY KEY (number, name))
        """,
    ], ct);
}
