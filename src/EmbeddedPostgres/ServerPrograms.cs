using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>Makes, starts and stops the server of one folder, as the server's user.</summary>
internal sealed class ServerPrograms(ServerFiles files, PostgresBinaries binaries, ServerUser user)
{
    internal const string Superuser = "packagebilling";
    private const string ConfFolder = "conf.d";

    // Another program can take a free port before the server does. If that seems to happen more often than this,
    // the cause is another one.
    private const int PortAttempts = 3;

    // The last processes of a killed server hold its memory for a moment longer; a server whose postmaster.pid was lost
    // looks for it once a minute and ends.
    private static readonly TimeSpan OldServerEnds = TimeSpan.FromSeconds(90);

    // What PostgreSQL itself allows the processes of a server that shuts down at once.
    private static readonly TimeSpan OrphansEnd = TimeSpan.FromSeconds(5);

    /// <summary>The data appear under their name only when they are complete, so a start that was cut off
    /// is begun again.</summary>
    internal async Task Initialize(IReadOnlyDictionary<string, string> settings, CancellationToken ct)
    {
        files.RemoveUnfinishedData();
        files.NewPassword();
        await user.Own(files.Password, ct);

        List<string> arguments =
        [
            "-D", files.UnfinishedData, "-U", Superuser, "--encoding=UTF8", "--no-locale", "--data-checksums", "-A",
            "scram-sha-256", $"--pwfile={files.Password}",
        ];
        if (settings.TryGetValue("fsync", out var fsync) && fsync == "off")
            arguments.Add("--no-sync");
        var made = await Run(binaries.InitDb, arguments, ct);
        if (!made.Succeeded)
            throw new PostgresUnavailableException(
                $"The database could not be made in '{files.Folder}':\n{made.Output}");

        await File.AppendAllTextAsync(
            Path.Combine(files.UnfinishedData, "postgresql.conf"), $"\ninclude_dir = '{ConfFolder}'\n", ct);
        var conf = Path.Combine(files.UnfinishedData, ConfFolder);
        Directory.CreateDirectory(conf);
        await user.Own(conf, ct);
        Directory.Move(files.UnfinishedData, files.Data);
    }

    /// <summary>The port; null when a server came up meanwhile that a killed host had begun to start.</summary>
    /// <param name="settings">The server's settings.</param>
    /// <param name="wanted">The port it must have; null for any free one.</param>
    /// <param name="ct">Gives up.</param>
    internal async Task<int?> Launch(IReadOnlyDictionary<string, string> settings, int? wanted, CancellationToken ct)
    {
        ServerFiles.Write(
            Path.Combine(files.Data, ConfFolder, "packagebilling.conf"), PostgresSettings.ToConf(settings));
        files.TurnLog();
        InheritedFiles.KeepFromChildren();
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var waited = Stopwatch.StartNew();
        var ports = 0;
        OrphanedBackends.End(files);
        while (true)
        {
            var port = wanted ?? FreePort();
            var log = files.LogLength;
            // pg_ctl follows the server until it takes connections, through recovery, and notices
            // when it ends before that.
            var started = await Run(
                binaries.PgCtl,
                ["start", "-D", files.Data, "-l", files.Log, "-w", "-t", Seconds(TimeSpan.FromDays(1)), "-s", "-o",
                    string.Create(CultureInfo.InvariantCulture, $"-p {port}")],
                ct);
            if (started.Succeeded)
                return port;

            var logged = files.LogSince(log);
            if (logged.Contains("lock file \"postmaster.pid\" already exists", StringComparison.Ordinal))
                return null;
            var again = logged.Contains("could not bind", StringComparison.Ordinal)
                ? ++ports < PortAttempts
                : logged.Contains("pre-existing shared memory block", StringComparison.Ordinal)
                    && waited.Elapsed < OldServerEnds;
            OrphanedBackends.End(files, atOnce: waited.Elapsed > OrphansEnd);
            if (!again)
                throw new PostgresUnavailableException(
                    $"PostgreSQL did not start. {started.Output}\n{files.LogTail()}");
            await tick.WaitForNextTickAsync(ct);
        }
    }

    /// <summary>A fast shutdown: sessions are ended, what is committed is written, and nothing has to be recovered at
    /// the next start.</summary>
    internal Task Stop(TimeSpan deadline, CancellationToken ct) => Stop("fast", deadline, ct);

    /// <summary>Ends the server at once, for data that are thrown away.</summary>
    internal Task Discard(TimeSpan deadline, CancellationToken ct) => Stop("immediate", deadline, ct);

    private async Task Stop(string mode, TimeSpan deadline, CancellationToken ct)
    {
        if (PostmasterFile.Read(files)?.MayBeAlive() != true)
            return;
        var stopped = await Run(
            binaries.PgCtl, ["stop", "-D", files.Data, "-m", mode, "-w", "-t", Seconds(deadline), "-s"], ct);
        if (!stopped.Succeeded && PostmasterFile.Read(files)?.MayBeAlive() == true)
        {
            throw new PostgresUnavailableException(
                $"PostgreSQL has not stopped within {Seconds(deadline)} s; it goes on by itself, and the next "
                + $"start takes it over. {stopped.Output}\n{files.LogTail()}");
        }
    }

    private Task<ToolResult> Run(string program, IEnumerable<string> arguments, CancellationToken ct) =>
        Tool.Run(program, arguments, user.Name, files.Folder, ct);

    private static string Seconds(TimeSpan time) => ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
