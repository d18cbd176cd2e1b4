using System.Text;

namespace PackageBilling.Modules.Tests.Encryption;

/// <summary>Everything that a database holds, as a thief of it would read it.</summary>
/// <param name="Text">Every row of every table as text, and what is in bytes read as text too.</param>
/// <param name="Bytes">Every value that is stored as bytes.</param>
internal sealed record Dump(string Text, IReadOnlyList<byte[]> Bytes)
{
    public static async Task<Dump> Of(NpgsqlDataSource source)
    {
        var (text, bytes) = (new StringBuilder(), new List<byte[]>());
        foreach (var (table, columns) in await Tables(source))
        {
            await foreach (var row in Rows(source, $"SELECT t::text FROM {table} t")) text.AppendLine(row.GetString(0));
            foreach (var column in columns)
                await foreach (var row in Rows(source, $"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"))
                {
                    bytes.Add(row.GetFieldValue<byte[]>(0));
                    text.AppendLine(Encoding.Latin1.GetString(bytes[^1]));
                }
        }
        return new(text.ToString(), bytes);
    }

    private static async Task<List<(string Table, string[] ByteColumns)>> Tables(NpgsqlDataSource source)
    {
        var tables = new List<(string, string[])>();
        await foreach (var row in Rows(source, """
            SELECT format('%I.%I', c.table_schema, c.table_name),
                coalesce(array_agg(quote_ident(c.column_name)) FILTER (WHERE c.data_type = 'bytea'), '{}')
            FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
            WHERE t.table_type = 'BASE TABLE' AND c.table_schema NOT IN ('pg_catalog', 'information_schema') GROUP BY 1
            """))
            tables.Add((row.GetString(0), row.GetFieldValue<string[]>(1)));
        return tables;
    }

    private static async IAsyncEnumerable<NpgsqlDataReader> Rows(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync()) yield return rows;
    }
}
