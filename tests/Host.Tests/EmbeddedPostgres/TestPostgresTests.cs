using System.Diagnostics;
using System.Globalization;
using PackageBilling.EmbeddedPostgres;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests.EmbeddedPostgres;

public sealed class TestPostgresTests
{
    [Fact]
    public async Task each_test_has_a_database_of_its_own()
    {
        var first = await TestPostgres.NewDatabase();
        var second = await TestPostgres.NewDatabase();
        await Ask(first, "create table note (text text)");

        (await Ask(first, "select to_regclass('note')::text")).ShouldBe("note");
        (await Ask(second, "select to_regclass('note')::text")).ShouldBeNull();
    }

    [Fact]
    public async Task a_durable_database_has_the_settings_of_production()
    {
        (await Ask(await TestPostgres.NewDatabase(), "show fsync")).ShouldBe("off");
        (await Ask(await TestPostgres.NewDatabase(durable: true), "show fsync")).ShouldBe("on");
    }

    [Fact]
    public async Task what_a_killed_test_process_left_is_stopped_and_removed()
    {
        var ownFolder = TestFolders.New("killed");
        var folder = ownFolder.Replace(
            Number(Environment.ProcessId), Number(await EndedProcess()), StringComparison.Ordinal);
        var left = await PrivatePostgres.Start(folder);
        left.Abandon();

        await TestFolders.RemoveAbandoned();

        Directory.Exists(folder).ShouldBeFalse();
        await using var connection = new NpgsqlConnection(left.ConnectionString);
        await Should.ThrowAsync<NpgsqlException>(connection.OpenAsync());
    }

    [Fact]
    public async Task where_an_engine_gives_no_container_the_tests_take_local_binaries() =>
        (await ContainerPostgres.TryStart([], image: "127.0.0.1:9/none:none")).ShouldBeNull();

    private static async Task<int> EndedProcess()
    {
        using var process =
            Process.Start(new ProcessStartInfo("dotnet", ["--version"]) { RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
        return process.Id;
    }

    private static string Number(int processId) => string.Create(CultureInfo.InvariantCulture, $"-{processId}-");

    private static async Task<string?> Ask(string database, string question)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(question, connection);
        return await command.ExecuteScalarAsync() as string;
    }
}
