namespace PackageBilling.EmbeddedPostgres;

/// <summary>The private PostgreSQL isn't available; the message says why and what the operator
/// can do about it.</summary>
public sealed class PostgresUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
