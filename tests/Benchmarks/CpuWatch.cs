using System.Globalization;

namespace PackageBilling.Benchmarks;

/// <summary>
/// Processor seconds since it was made: of this process, and of the database server on Linux, else 0. Wall-clock times
/// of a shared machine vary with what else runs on it; these hardly do.
/// </summary>
internal sealed class CpuWatch
{
    private readonly int _postmaster;
    private readonly TimeSpan _process = Environment.CpuUsage.TotalTime;
    private readonly double _server;

    private CpuWatch(int postmaster) => (_postmaster, _server) = (postmaster, ServerSeconds(postmaster));

    public static async Task<CpuWatch> Start(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("SELECT pg_backend_pid()");
        return new(OperatingSystem.IsLinux() && Stat((int)(await command.ExecuteScalarAsync())!) is { } backend
            ? backend.Parent : 0);
    }

    public double ProcessSeconds => Math.Round((Environment.CpuUsage.TotalTime - _process).TotalSeconds, 2);

    public double DatabaseSeconds => Math.Round(ServerSeconds(_postmaster) - _server, 2);

    // The postmaster, what its ended children have used, and its living children.
    private static double ServerSeconds(int postmaster)
    {
        if (postmaster == 0 || Stat(postmaster) is not { } server) return 0;
        var ticks = server.Own + server.Ended;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
                && Stat(process) is { } child && child.Parent == postmaster) ticks += child.Own;
        return ticks / 100.0;
    }

    private static (int Parent, long Own, long Ended)? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            long Number(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
            return ((int)Number(1), Number(11) + Number(12), Number(13) + Number(14));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
