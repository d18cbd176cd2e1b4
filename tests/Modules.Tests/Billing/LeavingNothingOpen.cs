using PackageBilling.Harness;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Hundreds of nodes of these tests share one server's connections.</summary>
public sealed class LeavingNothingOpen
{
    [Fact]
    public async Task a_node_that_has_ended_holds_no_connection()
    {
        // Idle connections are kept far longer than the wait below, so only closing them can end them.
        var database = new NpgsqlConnectionStringBuilder(await TestPostgres.NewDatabase())
        { ConnectionIdleLifetime = 3600 };
        await using (var node = await Node.Start(database.ConnectionString)) await node.Run(new(2025, 3, 10));

        await using var server = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString)
        { Database = "postgres", Pooling = false }.ConnectionString);
        await server.OpenAsync();
        await using var count = new NpgsqlCommand("select count(*) from pg_stat_activity where datname = $1", server)
        { Parameters = { new() { Value = database.Database } } };
        await Eventually.True(async () => (long)(await count.ExecuteScalarAsync())! == 0, "its connections end");
    }
}
