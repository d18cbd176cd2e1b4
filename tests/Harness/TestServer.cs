namespace PackageBilling.Harness;

/// <summary>A PostgreSQL that holds the databases of this process's tests.</summary>
/// <param name="ConnectionString">Of its first database, as a superuser.</param>
/// <param name="Discard">Ends it; what it holds is lost.</param>
internal sealed record TestServer(string ConnectionString, Func<Task> Discard);
