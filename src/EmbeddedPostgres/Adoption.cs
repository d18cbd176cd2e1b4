using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>Takes over a server that outlived its host.</summary>
internal static class Adoption
{
    // A server accepts connections, and answers that it is starting, before it is ready. If connections are refused
    // for longer than this, there is no server.
    private static readonly TimeSpan SilenceAllowed = TimeSpan.FromSeconds(10);

    private const int TokenBytes = 16;

    /// <summary>
    /// How the running server is reached; null when none runs on the folder.
    /// Waits for a server that is still recovering or is shutting down.
    /// </summary>
    internal static async Task<Login?> Find(ServerFiles files, CancellationToken ct)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        var silence = Stopwatch.StartNew();
        while (PostmasterFile.Read(files) is { } postmaster && postmaster.MayBeAlive())
        {
            var login = new Login(postmaster.Port, files.KeptPassword());
            try
            {
                await using var connection = await login.Open(ct);
                if (await IsOn(files, connection, ct))
                    return login;
                break;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                silence.Restart();
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InvalidPassword)
            {
                throw new PostgresUnavailableException(
                    $"A PostgreSQL server (process {postmaster.ProcessId}) answers for '{files.Folder}', but does not "
                        + "take the password kept there.", e);
            }
            catch (Exception e) when (e is NpgsqlException and not PostgresException or SocketException or IOException)
            {
                if (silence.Elapsed > SilenceAllowed)
                    break;
            }
            await tick.WaitForNextTickAsync(ct);
        }
        // Left by a crash or by a copy. If a server runs here after all, PostgreSQL's own check of the shared memory
        // still refuses to start a second one.
        File.Delete(files.Postmaster);
        return null;
    }

    /// <summary>How the server that another host has started is reached; null when it, or its database,
    /// is not there yet.</summary>
    internal static async Task<Login?> Reach(ServerFiles files, string database, CancellationToken ct)
    {
        if (PostmasterFile.Read(files) is not { } postmaster || !postmaster.MayBeAlive()) return null;
        var login = new Login(postmaster.Port, files.KeptPassword());
        try
        {
            await using var connection = await login.Open(ct);
            await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection)
            { Parameters = { new() { Value = database } } };
            return await IsOn(files, connection, ct) && await exists.ExecuteScalarAsync(ct) is not null ? login : null;
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException)
        {
            return null;
        }
    }

    // A copied or moved folder brings another server's port along;
    // only the server that reads this very folder finds the token.
    private static async Task<bool> IsOn(ServerFiles files, NpgsqlConnection connection, CancellationToken ct)
    {
        const string name = "packagebilling.adoption";
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
        var path = Path.Combine(files.Data, name);
        ServerFiles.Write(path, token);
        try
        {
            await using var read = new NpgsqlCommand(
                $"select pg_read_file('{name}', 0, {TokenBytes * 2}, true)", connection);
            return await read.ExecuteScalarAsync(ct) is string found && found == token;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
