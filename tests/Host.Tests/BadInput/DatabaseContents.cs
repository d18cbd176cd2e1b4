using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>What all tables hold, to tell that nothing was written. Made by the product itself as time goes by, and
/// left out: the nodes' signs of life, marks of instants, how far projections have read, blocks of what the log has,
/// when a key was last used, and attempts at deliveries that are tried again.</summary>
internal static class DatabaseContents
{
    private const string Tables = """
        SELECT schemaname || '.' || quote_ident(tablename) FROM pg_tables
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'audit', 'wolverine', 'wolverine_queues')
            AND (schemaname, tablename) NOT IN (('events', 'marks'), ('events', 'mt_event_progression'))
        ORDER BY 1
        """;

    /// <summary>Each table with the number of its rows and a hash of them, once everything that follows the log
    /// is at its end.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> Read(NpgsqlDataSource database)
    {
        await Eventually.True(async () => (bool)(await Scalar(
            database, "SELECT coalesce((SELECT max(seq_id) FROM events.mt_events), 0) <= (SELECT min(last_seq_id) "
                + "FROM events.mt_event_progression)"))!,
            "every subscription has followed the log to its end");
        var names = new List<string>();
        await using (var command = database.CreateCommand(Tables))
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        var contents = new Dictionary<string, string>();
        foreach (var name in names)
            contents[name] = (string)(await Scalar(database, $"""
                SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(row, E'\n' ORDER BY row)), '')
                FROM (SELECT (to_jsonb(t) - '{LeftOut(name)}'::text[])::text AS row FROM {name} t) t
                """))!;
        return contents;
    }

    private static string LeftOut(string table) => table switch
    {
        "webhooks.deliveries" => "{attempts,attempted,status,error,response}",
        "webhooks.queues" => "{next_at,leased_until,lease}",
        _ => "{last_used}",
    };

    private static async Task<object?> Scalar(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
