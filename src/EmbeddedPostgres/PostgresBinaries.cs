using System.Globalization;
using System.Text.RegularExpressions;

namespace PackageBilling.EmbeddedPostgres;

/// <summary>PostgreSQL's programs, found in one folder.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Version)
{
    internal const int OldestVersion = 15;

    internal string InitDb => Program("initdb");
    internal string PgCtl => Program("pg_ctl");
    internal string Postgres => Program("postgres");

    /// <summary>The newest installed; when there are data already, the version that made them.</summary>
    internal static async Task<PostgresBinaries> Find(
        IReadOnlyList<string>? folders, ServerFiles files, CancellationToken ct)
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in (folders ?? BinaryPlaces.All()).Where(IsComplete).Select(Real).Distinct())
        {
            if (await VersionIn(folder, ct) is { } version)
                found.Add(new PostgresBinaries(folder, version));
        }
        if (files.DataVersion is { } made)
        {
            return found.Find(x => x.Version == made) ?? throw new PostgresUnavailableException(
                MissingPostgres.ForData(files, made, [.. found.Select(x => x.Version)]));
        }
        return found.Where(x => x.Version >= OldestVersion).MaxBy(x => x.Version)
            ?? throw new PostgresUnavailableException(MissingPostgres.Message([.. found.Select(x => x.Version)]));
    }

    private static async Task<int?> VersionIn(string folder, CancellationToken ct)
    {
        var run = await Tool.Run(Program(folder, "postgres"), ["--version"], user: null, folder, ct);
        var version = VersionNumber().Match(run.Output);
        return run.Succeeded && version.Success
            ? int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture) : null;
    }

    private static bool IsComplete(string folder) =>
        File.Exists(Program(folder, "initdb")) && File.Exists(Program(folder, "pg_ctl"))
            && File.Exists(Program(folder, "postgres"));

    // PATH often holds links, so the same programs are asked only once.
    private static string Real(string folder) =>
        Path.GetDirectoryName(
            File.ResolveLinkTarget(Program(folder, "postgres"), returnFinalTarget: true)?.FullName) is { } target
        && IsComplete(target) ? target : Path.GetFullPath(folder);

    private string Program(string name) => Program(Folder, name);

    private static string Program(string folder, string name) =>
        Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);

    [GeneratedRegex(@"\(PostgreSQL\)\s+(\d+)")]
    private static partial Regex VersionNumber();
}
