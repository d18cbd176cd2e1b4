using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using PackageBilling.EmbeddedPostgres;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests.EmbeddedPostgres;

public sealed class PrivatePostgresTests : IDisposable
{
    private readonly string _folder = TestFolders.New("private postgres with spaces");

    public void Dispose() => TestFolders.Remove(_folder);

    [Fact]
    public async Task a_first_start_makes_the_database_and_a_second_start_finds_its_data()
    {
        await using (var first = await PrivatePostgres.Start(_folder))
        {
            await Execute(first, "create table note (text text)");
            await Execute(first, "insert into note values ('kept')");
        }

        await using var second = await PrivatePostgres.Start(_folder);

        second.WasRunning.ShouldBeFalse();
        (await Ask(second, "select text from note")).ShouldBe("kept");
        (await Ask(second, "select current_database()")).ShouldBe("packagebilling");
    }

    [Fact]
    public async Task a_server_is_durable_and_reached_through_loopback_only()
    {
        await using var server = await PrivatePostgres.Start(_folder);

        (await Ask(server, "show fsync")).ShouldBe("on");
        (await Ask(server, "show synchronous_commit")).ShouldBe("on");
        (await Ask(server, "show full_page_writes")).ShouldBe("on");
        (await Ask(server, "show data_checksums")).ShouldBe("on");
        (await Ask(server, "show max_wal_size")).ShouldBe("4GB");
        (await Ask(
            server, "SELECT (setting::bigint * 8 / 1024) || 'MB' FROM pg_settings WHERE name = 'shared_buffers'"))
            .ShouldBe(PostgresSettings.SharedBuffers(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
        (await Ask(server, "show listen_addresses")).ShouldBe("127.0.0.1");
        (await Ask(server, "show server_encoding")).ShouldBe("UTF8");
        (await Ask(server, "show lc_collate")).ShouldBe("C");
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(Path.Combine(_folder, "password"))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData(512, "128MB")]
    [InlineData(2_048, "256MB")]
    [InlineData(24_105, "3013MB")]
    [InlineData(1_000_000, "4096MB")]
    public void an_eighth_of_memory_keeps_pages(long memoryMiB, string kept) =>
        PostgresSettings.SharedBuffers(memoryMiB << 20).ShouldBe(kept);

    [Fact]
    public async Task a_server_needs_the_password()
    {
        await using var server = await PrivatePostgres.Start(_folder);
        var wrong = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Password = "wrong", Pooling = false };

        await using var connection = new NpgsqlConnection(wrong.ConnectionString);

        (await Should.ThrowAsync<PostgresException>(connection.OpenAsync())).SqlState
            .ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public async Task a_server_that_outlived_its_host_is_taken_over()
    {
        var first = await PrivatePostgres.Start(_folder);
        var startedAt = await Ask(first, "select pg_postmaster_start_time()::text");
        first.Abandon();

        await using var second = await PrivatePostgres.Start(_folder);

        second.WasRunning.ShouldBeTrue();
        (await Ask(second, "select pg_postmaster_start_time()::text")).ShouldBe(startedAt);
    }

    [Fact]
    public async Task a_server_that_was_taken_over_is_stopped_with_its_new_host()
    {
        (await PrivatePostgres.Start(_folder)).Abandon();
        var second = await PrivatePostgres.Start(_folder);

        await second.Stop();

        PostmasterFile.Read(ServerFiles.In(_folder)).ShouldBeNull();
    }

    [Fact]
    public async Task a_second_live_host_on_the_folder_is_refused_and_the_first_goes_on()
    {
        await using var first = await PrivatePostgres.Start(_folder);

        var refusal = await Should.ThrowAsync<PostgresUnavailableException>(PrivatePostgres.Start(_folder));

        refusal.Message.ShouldContain(_folder);
        refusal.Message.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId}"));
        (await Ask(first, "select 'still here'")).ShouldBe("still here");
    }

    [Fact]
    public async Task what_was_committed_is_there_after_the_server_was_killed()
    {
        var first = await PrivatePostgres.Start(_folder);
        await Execute(first, "create table note (text text)");
        await Execute(first, "insert into note values ('kept')");
        using (var server = Process.GetProcessById(PostmasterFile.Read(ServerFiles.In(_folder))!.ProcessId))
            server.Kill();
        first.Abandon();

        await using var second = await PrivatePostgres.Start(_folder);

        second.WasRunning.ShouldBeFalse();
        (await Ask(second, "select text from note")).ShouldBe("kept");
    }

    [Theory]
    [InlineData(Signals.Quit)]
    [InlineData(Signals.Kill)]
    public async Task a_supervised_server_that_ends_unasked_comes_back_on_its_port_with_what_was_committed(int signal)
    {
        await using var server = await PrivatePostgres.Start(_folder);
        var reports = new ConcurrentQueue<string>();
        var lost = server.Supervise(reports.Enqueue);
        await Execute(server, "create table note (text text)");
        await Execute(server, "insert into note values ('kept')");
        var first = PostmasterFile.Read(ServerFiles.In(_folder))!;

        Signals.Send(first.ProcessId, signal);

        await Eventually.True(() => reports.Any(report => report.StartsWith(
            "PostgreSQL is back", StringComparison.Ordinal)), "it is back", TimeSpan.FromMinutes(2));
        await Eventually.True(
            async () => await Ask(server, "select text from note") == "kept", "what was committed is there");
        var second = PostmasterFile.Read(ServerFiles.In(_folder))!;
        (second.Port, second.ProcessId == first.ProcessId, lost.IsCompleted).ShouldBe((first.Port, false, false));
        (await Should.ThrowAsync<PostgresUnavailableException>(PrivatePostgres.Start(_folder))).Message
            .ShouldContain("Another running host");
        var attached = (await PrivatePostgres.Attach(_folder)).ShouldNotBeNull();
        new NpgsqlConnectionStringBuilder(attached).Port.ShouldBe(first.Port);
    }

    [Fact]
    public async Task processes_that_a_killed_server_leaves_busy_do_not_hold_its_restart_up()
    {
        await using var server = await PrivatePostgres.Start(_folder);
        var reports = new ConcurrentQueue<string>();
        _ = server.Supervise(reports.Enqueue);
        // Busy with itself, it does not notice that its server is gone.
        var busy = Ask(server, "select count(*)::text from generate_series(1, 100000000000)");
        await Eventually.True(async () =>
            await Ask(server, "select count(*)::text from pg_stat_activity where state = 'active' and query like "
                + "'%generate_series(1, 1%' and pid <> pg_backend_pid()") == "1",
            "it is busy");
        var waited = Stopwatch.StartNew();

        Signals.Send(PostmasterFile.Read(ServerFiles.In(_folder))!.ProcessId, Signals.Kill);

        await Eventually.True(() => reports.Any(report => report.StartsWith(
            "PostgreSQL is back", StringComparison.Ordinal)), "it is back", TimeSpan.FromMinutes(2));
        waited.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
        await Should.ThrowAsync<NpgsqlException>(busy);
    }

    [Fact]
    public async Task a_deliberate_stop_of_a_supervised_server_is_no_crash()
    {
        var server = await PrivatePostgres.Start(_folder);
        var reports = new ConcurrentQueue<string>();
        var lost = server.Supervise(reports.Enqueue);

        await server.Stop();

        (reports.IsEmpty, lost.IsCompleted, PostmasterFile.Read(ServerFiles.In(_folder)) is null)
            .ShouldBe((true, false, true));
    }

    [Fact]
    public async Task a_server_that_never_comes_back_is_given_up_after_the_limit_with_the_reason()
    {
        var attempts = 0;
        await using var supervision = new Supervision(() => false, _ =>
        {
            attempts++;
            throw new PostgresUnavailableException("the disk is gone");
        }, TimeSpan.FromSeconds(1), _ => { });

        (await supervision.Lost).ShouldBe("PostgreSQL did not come back within 1 s: the disk is gone");

        attempts.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task a_server_that_ends_again_as_soon_as_it_is_back_is_given_up_too()
    {
        await using var supervision = new Supervision(() => false, _ => Task.CompletedTask,
            TimeSpan.FromSeconds(1), _ => { });

        (await supervision.Lost).ShouldContain("keeps ending");
    }

    [Fact]
    public void only_processes_whose_server_is_gone_are_orphans()
    {
        OrphanedBackends.Orphans([(10, 1, "/usr/lib/postgresql/15/bin/postgres -D /data"),
            (11, 10, "postgres: checkpointer"), (12, 1, "postgres: packagebilling busy")])
            .ShouldBe([12]);
        OrphanedBackends.Orphans([]).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_server_file_with_the_number_of_another_program_does_not_prevent_a_start()
    {
        await (await PrivatePostgres.Start(_folder)).Stop();
        ServerFiles.Write(
            ServerFiles.In(_folder).Postmaster,
            string.Create(
                CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{_folder}\n0\n1\n\n127.0.0.1\n\nready   \n"));

        await using var server = await PrivatePostgres.Start(_folder);

        (await Ask(server, "select 'up'")).ShouldBe("up");
    }

    [Fact]
    public async Task a_copy_of_the_folder_of_a_running_server_does_not_take_over_that_server()
    {
        var copy = TestFolders.New("copy");
        try
        {
            await (await PrivatePostgres.Start(_folder)).Stop();
            Copy(_folder, copy);
            await using var original = await PrivatePostgres.Start(_folder);
            File.Copy(ServerFiles.In(_folder).Postmaster, ServerFiles.In(copy).Postmaster);

            await using var copied = await PrivatePostgres.Start(copy);

            copied.WasRunning.ShouldBeFalse();
            copied.Port.ShouldNotBe(original.Port);
            (await Ask(original, "select 'still here'")).ShouldBe("still here");
        }
        finally
        {
            TestFolders.Remove(copy);
        }
    }

    [Fact]
    public async Task without_programs_one_message_says_how_to_get_them_on_each_system()
    {
        var refusal = await Should.ThrowAsync<PostgresUnavailableException>(
            PrivatePostgres.Start(_folder, new PrivatePostgresOptions { BinaryFolders = [Path.GetTempPath()] }));

        foreach (var system in new[] { "Debian, Ubuntu", "Fedora", "Alpine", "macOS", "Windows",
            "ConnectionStrings__PackageBilling" })
            refusal.Message.ShouldContain(system);
        Directory.Exists(_folder).ShouldBeFalse();
    }

    [Fact]
    public async Task data_of_a_version_that_is_not_installed_are_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "PG_VERSION"), "9\n");

        var refusal = await Should.ThrowAsync<PostgresUnavailableException>(PrivatePostgres.Start(_folder));

        refusal.Message.ShouldContain("was made by PostgreSQL 9");
        Directory.EnumerateFileSystemEntries(_folder).Count().ShouldBe(1);
    }

    [Fact]
    public async Task a_server_that_does_not_start_says_what_its_log_says()
    {
        var options =
            new PrivatePostgresOptions { Settings = PostgresSettings.OfOneProduct.With(("shared_buffers", "none")) };

        var refusal = await Should.ThrowAsync<PostgresUnavailableException>(PrivatePostgres.Start(_folder, options));

        refusal.Message.ShouldContain("invalid value for parameter \"shared_buffers\"");
    }

    private static async Task<string?> Ask(PrivatePostgres server, string question)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(question, connection);
        return (string?)await command.ExecuteScalarAsync();
    }

    private static Task<string?> Execute(PrivatePostgres server, string statement) => Ask(server, statement);

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
    }
}
