using System.Diagnostics;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>
/// A PostgreSQL server of this host's own, in one folder (architecture: "The database"). The data outlive the host.
/// While this exists no other host can use the folder; the operating system frees it when the host is killed.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly ServerFiles _files;
    private readonly HostLock _hostLock;
    private readonly ServerPrograms _programs;
    private readonly PrivatePostgresOptions _options;
    private Supervision? _supervision;
    private bool _stopped;

    private PrivatePostgres(
        ServerFiles files, HostLock hostLock, ServerPrograms programs, Login login,
        PrivatePostgresOptions options, bool adopted)
    {
        _files = files;
        _hostLock = hostLock;
        _programs = programs;
        _options = options;
        ConnectionString = login.ConnectionString(options.Database);
        Port = login.Port;
        WasRunning = adopted;
    }

    /// <summary>Leads to <see cref="PrivatePostgresOptions.Database"/>, with the password in it.</summary>
    public string ConnectionString { get; }

    /// <summary>The loopback port: another one for each host, the same one when the server is restarted
    /// under its host.</summary>
    public int Port { get; }

    /// <summary>True when the server had outlived its former host and was taken over.</summary>
    public bool WasRunning { get; }

    /// <summary>
    /// Starts the server of a folder, or takes over the one that still runs there; makes the data at the first start.
    /// Returns when the server takes connections.
    /// </summary>
    /// <param name="dataFolder">A folder of its own; made when missing.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="progress">Told what is being done, in sentences, when it may take a while.</param>
    /// <param name="ct">Gives up; a server that was just started is stopped.</param>
    /// <exception cref="PostgresUnavailableException">No programs, a folder in use, or a server
    /// that does not start.</exception>
    public static async Task<PrivatePostgres> Start(
        string dataFolder, PrivatePostgresOptions? options = null, Action<string>? progress = null,
        CancellationToken ct = default)
    {
        options ??= new PrivatePostgresOptions();
        progress ??= _ => { };
        var files = ServerFiles.In(dataFolder);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(options.StartDeadline);
        try
        {
            return await Start(files, options, progress, deadline.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new PostgresUnavailableException(
                $"PostgreSQL was not ready within {options.StartDeadline}. {files.LogTail()}", e);
        }
    }

    private static async Task<PrivatePostgres> Start(
        ServerFiles files, PrivatePostgresOptions options, Action<string> progress, CancellationToken ct)
    {
        var binaries = await PostgresBinaries.Find(options.BinaryFolders, files, ct);
        files.CreateFolder();
        var hostLock = HostLock.Take(files);
        try
        {
            var programs = new ServerPrograms(files, binaries, await ServerUser.For(files, ct));
            if (!files.HasData)
            {
                progress($"Making a database with PostgreSQL {binaries.Version} in '{files.Folder}'.");
                await programs.Initialize(options.Settings, ct);
            }
            while (true)
            {
                if (await Adoption.Find(files, ct) is { } running)
                {
                    progress($"Taking over the PostgreSQL that still runs in '{files.Folder}'.");
                    await running.CreateMissing(options.Database, ct);
                    return new PrivatePostgres(files, hostLock, programs, running, options, adopted: true);
                }
                progress($"Starting PostgreSQL {binaries.Version} in '{files.Folder}'.");
                if (await Launch(programs, files, options, wanted: null, ct) is { } started)
                    return new PrivatePostgres(files, hostLock, programs, started, options, adopted: false);
            }
        }
        catch
        {
            hostLock.Dispose();
            throw;
        }
    }

    private static async Task<Login?> Launch(
        ServerPrograms programs, ServerFiles files, PrivatePostgresOptions options, int? wanted, CancellationToken ct)
    {
        try
        {
            if (await programs.Launch(options.Settings, wanted, ct) is not { } port)
                return null;
            var login = new Login(port, files.KeptPassword());
            await login.CreateMissing(options.Database, ct);
            return login;
        }
        catch
        {
            await programs.Stop(options.StopDeadline, CancellationToken.None);
            throw;
        }
    }

    /// <summary>
    /// From now on starts the server again, on the same port, whenever it ends without having been asked to.
    /// Connections that were open are lost, what was committed is not.
    /// </summary>
    /// <param name="report">Told, in sentences, what happens.</param>
    /// <returns>Ends, with the reason, when the server could not be brought back within
    /// <see cref="PrivatePostgresOptions.RestartLimit"/>.</returns>
    public Task<string> Supervise(Action<string> report) =>
        (_supervision ??= new(
            () => PostmasterFile.Read(_files)?.MayBeAlive() == true, Restart, _options.RestartLimit, report)).Lost;

    private async Task Restart(CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(_options.StartDeadline);
        try
        {
            if (await Adoption.Find(_files, deadline.Token) is { } running)
            {
                // It was started by hand.
                if (running.Port == Port) return;
                await _programs.Stop(_options.StopDeadline, deadline.Token);
            }
            if (await Launch(_programs, _files, _options, Port, deadline.Token) is null)
                throw new PostgresUnavailableException(
                    $"Another PostgreSQL has come up on '{_files.Folder}' meanwhile.");
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new PostgresUnavailableException(
                $"PostgreSQL was not ready within {_options.StartDeadline}. {_files.LogTail()}", e);
        }
    }

    /// <summary>
    /// How to reach the server of a folder that another live host has, for work beside that host; null when no host has
    /// the folder. The server ends with its host. One that is being started is waited for.
    /// </summary>
    /// <param name="dataFolder">The other host's folder.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>A connection string with the password in it.</returns>
    /// <exception cref="PostgresUnavailableException">The folder is another user's,
    /// or its server does not come up.</exception>
    public static async Task<string?> Attach(
        string dataFolder, PrivatePostgresOptions? options = null, CancellationToken ct = default)
    {
        options ??= new PrivatePostgresOptions();
        var files = ServerFiles.In(dataFolder);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var waited = Stopwatch.StartNew();
        while (HostLock.IsHeld(files))
        {
            if (await Adoption.Reach(files, options.Database, ct) is { } login)
                return login.ConnectionString(options.Database);
            if (waited.Elapsed > options.StartDeadline)
                throw new PostgresUnavailableException(
                    $"Another host has '{files.Folder}', but its PostgreSQL does not come up. {files.LogTail()}");
            await tick.WaitForNextTickAsync(ct);
        }
        return null;
    }

    /// <summary>
    /// Shuts the server down and waits until it is down; sessions still open are ended. A repeat does nothing.
    /// </summary>
    /// <exception cref="PostgresUnavailableException">It was not down within
    /// <see cref="PrivatePostgresOptions.StopDeadline"/>.</exception>
    public Task Stop(CancellationToken ct = default) => End(() => _programs.Stop(_options.StopDeadline, ct));

    /// <summary>Ends the server at once, without a last checkpoint, for a folder that is removed next.</summary>
    internal Task Discard() => End(() => _programs.Discard(_options.StopDeadline, CancellationToken.None));

    private async Task End(Func<Task> stop)
    {
        if (_stopped)
            return;
        _stopped = true;
        if (_supervision is not null) await _supervision.DisposeAsync();
        try
        {
            await stop();
        }
        finally
        {
            _hostLock.Dispose();
        }
    }

    /// <summary>Gives the folder up and leaves the server running, as a killed host does.</summary>
    internal void Abandon()
    {
        if (_supervision is not null)
            throw new InvalidOperationException("The server is supervised: it would be started again.");
        _stopped = true;
        _hostLock.Dispose();
    }

    /// <summary>Ends what a killed host left running on a folder that is removed next,
    /// unless another host has the folder (false).</summary>
    internal static async Task<bool> DiscardAbandoned(string dataFolder, CancellationToken ct = default)
    {
        var files = ServerFiles.In(dataFolder);
        if (!files.HasData)
            return true;
        if (HostLock.TryTake(files) is not { } hostLock)
            return false;
        using (hostLock)
        {
            var binaries = await PostgresBinaries.Find(folders: null, files, ct);
            var programs = new ServerPrograms(files, binaries, await ServerUser.For(files, ct));
            await programs.Discard(new PrivatePostgresOptions().StopDeadline, ct);
        }
        return true;
    }

    /// <inheritdoc cref="Stop"/>
    public async ValueTask DisposeAsync() => await Stop();
}
