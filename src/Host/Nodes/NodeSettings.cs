namespace PackageBilling.Host;

/// <summary>How a node is started.</summary>
internal sealed record NodeSettings
{
    /// <summary>Configuration as arguments, such as <c>--urls http://127.0.0.1:9000</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Configuration that wins over arguments, environment and files.</summary>
    public IReadOnlyDictionary<string, string?> Configuration { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// A key that exists in this process only, with the administrator's role, for a command: its node works beside a
    /// host that already runs, on that host's database, and is called by the command alone. Null for a host.
    /// </summary>
    public string? CommandKey { get; init; }

    /// <summary>The machine's unless told.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Logs warnings only, to standard error: standard output is a command's result.</summary>
    public bool Quiet { get; init; }

    /// <summary>Told what is being done while a start may take long, and the first administrator's key.</summary>
    public Action<string> Say { get; init; } = Console.WriteLine;
}
