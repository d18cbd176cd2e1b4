namespace PackageBilling.Host;

/// <summary>How a node is started.</summary>
internal sealed record NodeSettings
{
    /// <summary>Configuration as arguments, such as <c>--urls http://127.0.0.1:9000</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Configuration that wins over arguments, environment and files.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; init; } = new Dictionary<string, string?>();

    /// <summary>A node beside others: it uses a private PostgreSQL that another host has started, and leaves it running.</summary>
    public bool JoinsRunning { get; init; }

    /// <summary>A key that exists in this process only, with the administrator's role; null for none.</summary>
    public string? ProcessKey { get; init; }

    /// <summary>Logs warnings only, to standard error: standard output is a command's result.</summary>
    public bool Quiet { get; init; }

    /// <summary>Told what is being done while a start may take long, and the first administrator's key.</summary>
    public Action<string> Say { get; init; } = Console.WriteLine;
}
