namespace PackageBilling.EmbeddedPostgres;

/// <summary>What may differ from one private PostgreSQL to another.</summary>
public sealed record PrivatePostgresOptions
{
    /// <summary>Folders to look for PostgreSQL's programs in; null means PATH and the places where each system
    /// installs them.</summary>
    public IReadOnlyList<string>? BinaryFolders { get; init; }

    /// <summary>The server's settings, as they go to <c>conf.d/packagebilling.conf</c> in its data folder.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = PostgresSettings.OfOneProduct;

    /// <summary>The database that the connection string leads to; it is created when missing.</summary>
    public string Database { get; init; } = "packagebilling";

    /// <summary>The longest that a start may take. Recovery after a crash replays up to max_wal_size of log,
    /// which takes minutes on a slow disk.</summary>
    public TimeSpan StartDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest that a shutdown may take; its checkpoint writes up to shared_buffers to the disk.</summary>
    public TimeSpan StopDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long a server that has ended by itself may fail to start again before it counts as lost. Long enough for
    /// memory or disk space that another program has taken for a moment, short enough
    /// that a supervisor hears of it soon.
    /// </summary>
    public TimeSpan RestartLimit { get; init; } = TimeSpan.FromMinutes(1);
}
