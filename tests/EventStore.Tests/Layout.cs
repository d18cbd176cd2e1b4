namespace PackageBilling.EventStore.Tests;

public sealed class Layout
{
    [Fact]
    public async Task the_tables_are_those_that_marten_expects()
    {
        await using var node = await LogAdapter.Alone.Quiet();
        await EventStoreSchema.Upgrade(node.Database, CancellationToken.None);

        (await Columns(node, "mt_streams")).ShouldBe(
            "id varchar!, type varchar, version int8, timestamp timestamptz!, created timestamptz!, tenant_id varchar, is_archived bool");
        (await Columns(node, "mt_events")).ShouldBe(
            "seq_id int8!, id uuid!, stream_id varchar, version int8!, data jsonb!, bdata bytea, type varchar!, timestamp timestamptz!, "
            + "tenant_id varchar, mt_dotnet_type varchar, correlation_id varchar, causation_id varchar, headers jsonb, is_archived bool");
        (await Columns(node, "mt_event_progression")).ShouldBe("name varchar!, last_seq_id int8, last_updated timestamptz");
        (await node.Ask<long>("SELECT cache_size FROM pg_sequences WHERE sequencename = 'mt_events_sequence'")).ShouldBe(1);
        (await node.Ask<string[]>("SELECT array_agg(indexname::text ORDER BY indexname) FROM pg_indexes WHERE schemaname = 'events'")).ShouldBe(
            ["marks_pkey", "pk_mt_event_progression", "pk_mt_events_stream_and_version", "pkey_mt_events_seq_id", "pkey_mt_streams_id"]);
    }

    private static Task<string> Columns(Node node, string table) => node.Ask<string>($"""
        SELECT string_agg(column_name || ' ' || udt_name || CASE is_nullable WHEN 'NO' THEN '!' ELSE '' END, ', ' ORDER BY ordinal_position)
        FROM information_schema.columns WHERE table_schema = 'events' AND table_name = '{table}'
        """);
}
