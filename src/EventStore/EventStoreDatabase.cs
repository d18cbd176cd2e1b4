using System.Globalization;

namespace PackageBilling.EventStore;

/// <summary>Connections as this product uses them.</summary>
public static class EventStoreDatabase
{
    /// <summary>
    /// A data source whose sessions end statements and idle transactions that last too long, since an append that is
    /// left open keeps the log's safe position back. Statements are not compiled: reading the book forbids itself
    /// nested loops, which looks so costly to the planner that compiling it would take longer than it does.
    /// The caller disposes it.
    /// </summary>
    public static NpgsqlDataSource Open(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        settings.Options = string.Create(CultureInfo.InvariantCulture,
            $"{settings.Options} -c statement_timeout={Limits.Statement.TotalMilliseconds} -c "
                + $"idle_in_transaction_session_timeout={Limits.IdleInTransaction.TotalMilliseconds} -c jit=off")
            .Trim();
        // Events come and go by the megabyte: fewer, larger pieces cost the system less.
        settings.ReadBufferSize = settings.WriteBufferSize = Limits.BufferBytes;
        return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
    }
}
