namespace PackageBilling.Foundation;

/// <summary>
/// The names under which the product itself acts. No key can have one of them, or one that looks like one.
/// </summary>
public static class Actors
{
    /// <summary>The product, where no request or job says more.</summary>
    public const string System = "system";

    /// <summary>A caller without a key; it can write nothing.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Scheduled runs, and asking for platform features when a date begins.</summary>
    public const string Scheduler = "scheduler";

    /// <summary>Sending documents by e-mail.</summary>
    public const string Mail = "mail";

    /// <summary>A command on the host's own machine, which needs the database and no key.</summary>
    public const string CommandLine = "command line";

    /// <summary>The administrator whom the configuration, or the first start, gives a key.</summary>
    public const string Administrator = "admin";

    /// <summary>All of them, and what people would take for one of them.</summary>
    public static readonly string[] Reserved =
        [System, Anonymous, Scheduler, Mail, CommandLine, Administrator, "administrator", "command",
            "packagebilling", "root"];
}
