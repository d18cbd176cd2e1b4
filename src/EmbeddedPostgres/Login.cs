using Npgsql;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>How the server is reached: the port it has now, and the password kept in its folder.</summary>
internal sealed record Login(int Port, string Password)
{
    // Below max_connections of 100, so that an operator's own session finds room.
    private const int PoolSize = 80;

    internal string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = ServerPrograms.Superuser,
        Password = Password,
        Database = database,
        MaxPoolSize = PoolSize,
    }.ConnectionString;

    internal async Task<NpgsqlConnection> Open(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(ConnectionString("postgres"))
            { Pooling = false, Timeout = 10 }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal async Task CreateMissing(string database, CancellationToken ct)
    {
        await using var connection = await Open(ct);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection)
        { Parameters = { new() { Value = database } } };
        if (await exists.ExecuteScalarAsync(ct) is not null)
            return;
        var name = new NpgsqlCommandBuilder().QuoteIdentifier(database);
#pragma warning disable CA2100 // A name cannot be a parameter; it is quoted.
        await using var create = new NpgsqlCommand($"create database {name}", connection);
#pragma warning restore CA2100
        await create.ExecuteNonQueryAsync(ct);
    }
}
