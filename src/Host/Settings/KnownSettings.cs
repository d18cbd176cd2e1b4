namespace PackageBilling.Host;

/// <summary>
/// Every setting of the product, one a line: what is not here is refused at the start, and docs/operating.md has the same table (a test
/// compares them).
/// </summary>
internal static class KnownSettings
{
    public static readonly IReadOnlyList<Setting> All =
    [
        new("ConnectionStrings:PackageBilling", "none: a private PostgreSQL", "an Npgsql connection string. The user must own the database: tables are made and upgraded at the start"),
        new("Postgres:DataFolder", "root: `/var/lib/packagebilling/postgres`; else `~/.local/share/packagebilling/postgres`", "where a private PostgreSQL keeps its data"),
        new("Auth:AdminKey", "made and printed once at the first start", "the administrator's key; at least 1 character, better 32 random ones"),
        new("Scheduler:Enabled", "`true`", "whether this node makes [scheduled runs](scheduled-runs.md)", SettingValue.Flag),
        new("Scheduler:RunAt", "`06:00`", "local time from which a date is run for a customer", SettingValue.LocalTime),
        new("PlatformFeatures", "none", "codes of upstream features, separated by commas", IsList: true),
        new("RateLimit:PerSecond", "1000", "requests a second and key; past it 429 with `Retry-After`", SettingValue.Count),
        new("Webhooks:SecretKey", "none", "with it, secrets of [webhooks](webhooks.md) are stored encrypted"),
        new("Nodes:Share", "`true`", "whether this node shares work with [others](several-nodes.md)", SettingValue.Flag),
        new("Nodes:Name", "made at each start", "the name by which people know the node; a few letters are added"),
        new("Portal:ApiAddress", "this node's own address", "where the portal finds the HTTP interface", SettingValue.Address),
    ];

    /// <summary>Sections in which others keep settings too: only what is nearly one of the product's is refused there.</summary>
    public static readonly IReadOnlySet<string> Shared = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "ConnectionStrings" };

    /// <summary>Sections of ASP.NET Core and of what it is extended with, whose names may come near the product's.</summary>
    public static readonly IReadOnlySet<string> Foreign = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "Logging", "Kestrel", "AllowedHosts", "urls", "Authentication", "Authorization", "HostOptions", "HttpServer", "Serilog", "OpenTelemetry", "OTEL",
    };
}
