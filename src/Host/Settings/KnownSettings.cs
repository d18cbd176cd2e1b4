namespace PackageBilling.Host;

/// <summary>
/// Every setting of the product, one a line: what is not here is refused at the start, and docs/operating.md has the
/// same table (a test compares them).
/// </summary>
internal static class KnownSettings
{
    public static readonly IReadOnlyList<Setting> All =
    [
        new("ConnectionStrings:PackageBilling", "none: a private PostgreSQL",
            "an Npgsql connection string. The user must own the database: tables are made and upgraded at the start"),
        new("Postgres:DataFolder",
            "root: `/var/lib/packagebilling/postgres`; else `~/.local/share/packagebilling/postgres`",
            "where a private PostgreSQL keeps its data"),
        new("Postgres:RestartLimit", "`00:01:00`",
            "how long a private PostgreSQL that has ended may fail to start again before the host ends",
            SettingValue.Duration),
        new("Auth:AdminKey", "made and printed once at the first start",
            "the administrator's key, at least 16 characters. A shorter one is accepted with a warning while the host "
                + "listens on this machine only (`127.0.0.1`, `localhost`, `[::1]`), and refused at "
                + "the start otherwise"),
        new("Encryption:Key", "none: it is in a file", "[the encryption key](#encryption-keys) itself, in base64"),
        new("Encryption:KeyFile", "made at the first start", "the file with the encryption key"),
        new("Encryption:PreviousKeyFile", "none", "a file with encryption keys that were replaced"),
        new("Audit:HeadFile", "see [audit.md](audit.md#the-head-that-a-host-keeps)",
            "the file outside the database in which this host keeps the last head; `none` keeps none"),
        new("Audit:SigningKeyFile", "none", "an Ed25519 private key in PEM that heads are signed with"),
        new("Scheduler:Enabled", "`true`",
            "whether this node makes [scheduled runs](scheduled-runs.md)", SettingValue.Flag),
        new("Scheduler:RunAt", "`06:00`", "local time from which a date is run for a customer", SettingValue.LocalTime),
        new("Reconciliation:Folder", "none",
            "a folder whose files are [reconciled](api.md#reconciliation) as they appear"),
        new("PlatformFeatures", "none", "codes of upstream features, separated by commas", IsList: true),
        new("Provisioning:AskAgainAfter", "`01:00:00`",
            "after how long a [platform feature](webhooks.md#platform-features) that is not acknowledged is asked for "
                + "again; then after twice as long each time, up to a day", SettingValue.Duration),
        new("Carrier:Name", "none", "the name at the head of documents, such as statements"),
        new("Carrier:Address", "none", "its address there, lines separated by semicolons: `1 Main St; Springfield`"),
        new("Carrier:Email", "none", "the address for questions there"),
        new("Carrier:TaxId", "none", "its tax or VAT number there"),
        new("Documents:Paper", "`A4`", "the paper of documents: `A4` or `Letter`"),
        new("Documents:Color", "`#1f4e79`", "the color of their headings, as `#rrggbb`"),
        new("Documents:LogoFile", "none", "a PNG or JPEG file with the logo, at most 512 KB"),
        new("Documents:DateFormat", "`MMM d, yyyy`", "how they write dates, such as `dd.MM.yyyy`"),
        new("Documents:Footer", "none", "a text at the foot of every page, at most 400 characters"),
        new("Documents:InvoiceNumber", "`INV-{year}-{number}`", "how invoices are numbered"),
        new("Documents:CreditNoteNumber", "`CN-{year}-{number}`", "how credit notes are numbered: not as invoices are"),
        new("Documents:Payment", "none", "how to pay, as invoices say it; paragraphs are separated by `;`"),
        new("Journal:Receivables", "`receivables`",
            "the account in the journal for what customers owe on invoices"),
        new("Journal:Revenue", "`revenue {package}`",
            "the account in the journal for what packages bring in; `{package}` stands for the package's ID"),
        new("Journal:Tax", "`tax {tax}`",
            "the account in the journal for taxes that are owed; `{tax}` stands for the tax's name"),
        new("Journal:Rounding", "`rounding`",
            "the account in the journal for what rounding totals adds or takes away"),
        new("Journal:CustomerCredit", "`customer credit`",
            "the account in the journal for what customers have paid in advance"),
        new("Journal:Bank", "`bank`",
            "the account in the journal for where payments come in"),
        new("Journal:Opening", "`opening balances`",
            "the account in the journal for balances that customers brought along"),
        new("Journal:Adjustments", "`adjustments`",
            "the account in the journal for corrections of credit by hand"),
        new("Smtp:Host", "none: nothing is sent",
            "the mail server that [documents are sent](mail.md) through, by name or address. Needs `Nodes:Share`"),
        new("Smtp:Port", "587", "its port", SettingValue.Port),
        new("Smtp:Security", "`startTls`",
            "how the connection is encrypted: `startTls` (never without; port 587), `tls` (port 465) or `none`, which "
                + "is allowed for a server on this machine only (`localhost`, `127.0.0.1`, `::1`), since others could "
                + "read documents and the password on their way"),
        new("Smtp:User", "none: no login", "the user that it wants"),
        new("Smtp:Password", "none", "the user's password"),
        new("Smtp:From", "`Carrier:Email`", "the address that mails come from and are answered to"),
        new("Smtp:FromName", "`Carrier:Name`", "the name before it"),
        new("Smtp:Bcc", "none", "an address that gets a copy of every mail, which the customer doesn't see"),
        new("Smtp:Subject", "`{kind} {number} from {carrier}`",
            "the subject, with [placeholders](mail.md#subject-and-text)"),
        new("Smtp:TextFile", "none: a short English text",
            "a UTF-8 file with the text, with [placeholders](mail.md#subject-and-text)"),
        new("RateLimit:PerSecond", "1000",
            "requests a second and key; past it 429 with `Retry-After`. Pages of the portal are counted by the "
                + "visitor's key, requests without a key by their address", SettingValue.Count),
        new("Proxies:Trusted", "none",
            "proxies in front, as addresses or networks (`10.0.0.0/24, ::1`). Only from them are `X-Forwarded-For` and "
                + "`X-Forwarded-Proto` taken", IsList: true),
        new("Health:Url", "none",
            "one more address, for probes only, such as `http://127.0.0.1:8081`: it answers `/health` and nothing "
                + "else, and other connections take no room from it", SettingValue.Address),
        new("Health:MaxLagSeconds", "120",
            "for how long the log or a read model may be behind before `/health/ready` answers 503",
            SettingValue.Count),
        new("Webhooks:AllowedHosts", "any",
            "with it, [webhooks may lead](webhooks.md#where-a-webhook-may-lead) to these hosts only", IsList: true),
        new("Webhooks:AllowedNetworks", "none",
            "networks that webhooks may lead to although they are not public", IsList: true),
        new("Webhooks:AllowLoopback", "while the host listens on loopback only",
            "whether webhooks may lead to this machine", SettingValue.Flag),
        new("Webhooks:SecretKey", "none", "with it, secrets of [webhooks](webhooks.md) are stored encrypted"),
        new("Nodes:Share", "`true`",
            "whether this node shares work with [others](several-nodes.md)", SettingValue.Flag),
        new("Nodes:Name", "made at each start", "the name by which people know the node; a few letters are added"),
        new("Portal:ApiAddress", "this node's own address",
            "where the portal finds the HTTP interface", SettingValue.Address),
        new("Portal:SessionHours", "12",
            "how long after the sign-in a portal session ends, however much it is used; 1 to 168", SettingValue.Count),
        new("Portal:SessionIdleMinutes", "120",
            "how long after its last use a portal session ends; 5 to 10080", SettingValue.Count),
    ];

    /// <summary>Sections in which others keep settings too: only what is nearly one of the product's
    /// is refused there.</summary>
    public static readonly IReadOnlySet<string> Shared = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    { "ConnectionStrings" };

    /// <summary>Sections of ASP.NET Core and of what it is extended with,
    /// whose names may come near the product's.</summary>
    public static readonly IReadOnlySet<string> Foreign = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "Logging", "Kestrel", "AllowedHosts", "urls", "Authentication", "Authorization", "HostOptions", "HttpServer",
        "Serilog", "OpenTelemetry", "OTEL",
    };
}
