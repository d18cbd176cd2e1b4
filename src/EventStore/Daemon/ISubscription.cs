namespace PackageBilling.EventStore;

/// <summary>
/// Something that follows the log in order. Its checkpoint is written in the transaction that <see cref="Handle"/>
/// writes in, so each event has its effect exactly once, whichever process dies and whenever.
/// One node at a time runs a subscription.
/// </summary>
public interface ISubscription
{
    /// <summary>The name of its checkpoint; never changes.</summary>
    string Name { get; }

    /// <summary>The types it wants to see.</summary>
    IReadOnlyCollection<Type> EventTypes { get; }

    /// <summary>
    /// How long it may fall behind while its node writes in bulk (<see cref="ISubscriptions.WriteInBulk"/>)
    /// and no request waits for it: its work would only take processor time from the writers.
    /// </summary>
    TimeSpan MayWait => TimeSpan.Zero;

    /// <summary>Whether a batch means anything to it. The checkpoint is not stored for each batch that does not,
    /// and <see cref="Handle"/> may not see it.</summary>
    bool IsConcerned(EventBatch batch) => batch.Events.Count > 0;

    /// <summary>
    /// Takes over a batch. It writes through <paramref name="connection"/>, which is in the transaction that also moves
    /// the checkpoint to <see cref="EventBatch.Through"/>, and waits for nothing but the database.
    /// </summary>
    /// <remarks>An exception stops the subscription visibly; an event is never skipped.</remarks>
    Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct);
}

/// <summary>Every event of the wanted types with <c>After &lt; position &lt;= Through</c>, in order;
/// may hold none.</summary>
/// <param name="After">The checkpoint before.</param>
/// <param name="Through">The checkpoint after; never above the safe position.</param>
/// <param name="Events">The events.</param>
/// <param name="Types">The aliases of all types, wanted or not, that there may be events of, besides those that it was
/// not concerned in; null when that is not known.</param>
public sealed record EventBatch(
    long After, long Through, IReadOnlyList<StoredEvent> Events, IReadOnlySet<string>? Types = null)
{
    /// <summary>Whether there may be events of a type.</summary>
    public bool MayHave(string alias) => Types?.Contains(alias) != false;
}

/// <summary>
/// A read model: a subscription that owns the tables of one PostgreSQL schema and writes nothing else. It can be
/// dropped and rebuilt from the log at any time with the same answers. A rebuild calls
/// <see cref="ISubscription.Handle"/> while the running one does too, so what it knows is in its tables
/// and not in its fields.
/// </summary>
public interface IProjection : ISubscription
{
    /// <summary>
    /// The schema that its tables live in. Statements of <see cref="ISubscription.Handle"/> name tables without a
    /// schema: the search path is set to this schema, or to another one while it is being rebuilt. Queries name it.
    /// </summary>
    string Schema { get; }

    /// <summary>The statements that create its tables and indexes, names without a schema.</summary>
    string Tables { get; }

    /// <summary>
    /// Whether its rows are read in snapshots (<see cref="ISubscriptions.Snapshot"/>): then its stored checkpoint says
    /// what they hold, and is stored at once even when a batch changes nothing.
    /// </summary>
    bool IsReadInSnapshots => false;

    /// <summary>Grows with every change of the tables or of what is put into them;
    /// a difference rebuilds it at the start.</summary>
    int Revision { get; }
}
