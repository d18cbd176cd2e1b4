using System.Globalization;

namespace PackageBilling.EventStore;

/// <summary>Connections as this product uses them.</summary>
public static class EventStoreDatabase
{
    /// <summary>
    /// A data source whose sessions end statements and idle transactions that last too long, since an append that is
    /// left open keeps the log's safe position back. JIT compilation is off: queries of the book disable nested loops,
    /// so their estimated cost is high and PostgreSQL would spend longer compiling them than running them.
    /// The caller disposes it.
    /// </summary>
    public static NpgsqlDataSource Open(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.Options = string.Create(CultureInfo.InvariantCulture,
            $"{settings.Options} -c statement_timeout={Limits.Statement.TotalMilliseconds} -c "
                + $"idle_in_transaction_session_timeout={Limits.IdleInTransaction.TotalMilliseconds} -c jit=off")
            .Trim();
        // Events are sent and read by the megabyte. Large buffers mean fewer system calls.
        settings.ReadBufferSize = settings.WriteBufferSize = Limits.BufferBytes;
        settings.MaxAutoPrepare = Limits.PreparedStatements;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
