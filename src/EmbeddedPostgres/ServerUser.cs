namespace PackageBilling.EmbeddedPostgres;

/// <summary>
/// The user that the server runs as: this one, except that PostgreSQL refuses to run as root.
/// </summary>
internal sealed record ServerUser(string? Name)
{
    /// <summary>Makes the folder the server user's own, when that is another user.</summary>
    internal static async Task<ServerUser> For(ServerFiles files, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
            return new ServerUser(Name: null);

        var owner = files.HasData ? await Owner(files.Data, ct) : "root";
        var user = owner == "root" ? await Unprivileged(ct) : owner;
        if (files.HasData && owner == "root")
            await TakeCopy(files, user, ct);
        await Chown([user, files.Folder], ct);

        var reached = await Tool.Run(
            "/bin/sh", ["-c", "test -x \"$0\" && test -w \"$0\"", files.Folder], user, "/", ct);
        if (!reached.Succeeded)
        {
            throw new PostgresUnavailableException(
                $"PostgreSQL does not run as root, and the user '{user}' cannot get to '{files.Folder}'. "
                + "Choose a folder that is not inside a private one, such as /var/lib/packagebilling/postgres, or "
                + "start as another user than root.");
        }
        return new ServerUser(user);
    }

    /// <summary>Gives the server's user a file that this process has made.</summary>
    internal Task Own(string path, CancellationToken ct) => Name is null ? Task.CompletedTask : Chown([Name, path], ct);

    // Root has restored the folder from a copy. The server accepts its data only when it alone owns them.
    private static async Task TakeCopy(ServerFiles files, string user, CancellationToken ct)
    {
        await Chown(["-R", user, files.Folder], ct);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(files.Data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static async Task<string> Unprivileged(CancellationToken ct) =>
        (await Tool.Run("id", ["-u", "postgres"], user: null, "/", ct)).Succeeded ? "postgres" : "nobody";

    // The data may have been made when there was no user 'postgres' yet, so their owner runs the server.
    private static async Task<string> Owner(string path, CancellationToken ct)
    {
        string[] format = OperatingSystem.IsLinux() ? ["-c", "%U"] : ["-f", "%Su"];
        return (await Tool.Run("stat", [.. format, path], user: null, "/", ct)).Output;
    }

    private static async Task Chown(IEnumerable<string> arguments, CancellationToken ct)
    {
        var done = await Tool.Run("chown", arguments, user: null, "/", ct);
        if (!done.Succeeded)
            throw new PostgresUnavailableException(
                $"The database's folder could not be given to the server's user: {done.Output}");
    }
}
