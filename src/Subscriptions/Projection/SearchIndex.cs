namespace PackageBilling.Subscriptions;

/// <summary>
/// What makes a search for any part of a name quick: trigrams, where the database has them. They come with PostgreSQL
/// and need no superuser, only the right to create in the database; without them the same search reads every row.
/// </summary>
internal static class SearchIndex
{
    // In a schema that no rebuild drops; somebody else may have put the extension into another one.
    public const string OnCustomers = """
        DO $index$
        DECLARE place name;
        BEGIN
            IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
                CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA product;
            END IF;
            SELECT n.nspname INTO place FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            WHERE e.extname = 'pg_trgm';
            IF place IS NOT NULL THEN
                EXECUTE format('CREATE INDEX customers_by_part ON customers USING gin (search_key %I.gin_trgm_ops)',
                    place);
            END IF;
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE NOTICE 'customers are searched without an index: pg_trgm may not be created here';
        END $index$
        """;
}
