namespace PackageBilling.EmbeddedPostgres;

/// <summary>The private PostgreSQL cannot be had; the message says why and what the operator can do about it.</summary>
public sealed class PostgresUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
