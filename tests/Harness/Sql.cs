using Npgsql;

namespace PackageBilling.Harness;

/// <summary>Statements by hand.</summary>
public static class Sql
{
    /// <summary>Carries statements out.</summary>
    public static async Task Execute(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc cref="Execute(NpgsqlConnection, string)"/>
    public static async Task Execute(this NpgsqlDataSource database, string sql)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var connection = await database.OpenConnectionAsync();
        await connection.Execute(sql);
    }

    /// <summary>How PostgreSQL would carry a statement out.</summary>
    public static async Task<string> Explain(this NpgsqlDataSource database, string sql, params object[] values)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(values);
        await using var command = database.CreateCommand("EXPLAIN " + sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
