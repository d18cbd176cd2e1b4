using PackageBilling.Auditing;
using PackageBilling.EmbeddedPostgres;

namespace PackageBilling.Host;

/// <summary>Which file outside the database this host keeps the last head in.</summary>
internal static class KeptHeadFile
{
    private const string None = "none";

    /// <summary>Registers it, and what heads are signed with.</summary>
    public static IServiceCollection AddKeptHead(
        this IServiceCollection services, IConfiguration configuration, bool keeps)
    {
        var signingKey = configuration["Audit:SigningKeyFile"] is { Length: > 0 } key ? key : null;
        AuditingModule.KeepHead(services, Find(configuration), keeps, signingKey);
        return services;
    }

    /// <summary>
    /// <c>Audit:HeadFile</c> when it is set; <c>none</c> for no file. Otherwise <c>head.json</c> in the folder of the
    /// private PostgreSQL, beside its data, or, for a configured database, a file named after it in the folder
    /// <c>heads</c> beside the default data folder.
    /// </summary>
    internal static string? Find(IConfiguration configuration)
    {
        if (configuration["Audit:HeadFile"] is { Length: > 0 } given) return given == None ? null : given;
        if (configuration.GetConnectionString("PackageBilling") is not { Length: > 0 } configured)
            return Path.Combine(configuration["Postgres:DataFolder"] is { Length: > 0 } folder
                ? folder : DefaultDataFolder.Find(), "head.json");
        var database = new NpgsqlConnectionStringBuilder(configured);
        var name = FormattableString.Invariant(
            $"{database.Host ?? "localhost"}-{database.Port}-{database.Database ?? database.Username ?? "default"}");
        var safe = new string([.. name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_')]);
        return Path.Combine(Path.GetDirectoryName(DefaultDataFolder.Find())!, "heads", $"{safe}.json");
    }
}
