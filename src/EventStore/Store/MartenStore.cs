using JasperFx;
using JasperFx.Events;
using Marten;
using Weasel.Core;

namespace PackageBilling.EventStore;

/// <summary>How Marten keeps the log.</summary>
internal static class MartenStore
{
    /// <summary>The schema of the log.</summary>
    public const string Events = "events";

    /// <summary>
    /// A store that changes no tables by itself: <see cref="EventStoreSchema"/> does, once, before anything is read.
    /// The caller disposes it; the data source stays the caller's.
    /// </summary>
    public static DocumentStore Open(NpgsqlDataSource source, EventTypes types) => DocumentStore.For(options =>
    {
        options.Connection(source);
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.DatabaseSchemaName = Events;
        // A bulk append holds a stream's row for longer than Marten's own five seconds.
        options.CommandTimeout = (int)Limits.Statement.TotalSeconds;
        options.UseSystemTextJsonForSerialization(EventJson.Options, EnumStorage.AsString, Casing.CamelCase);
        var events = options.Events;
        events.DatabaseSchemaName = Events;
        events.StreamIdentity = StreamIdentity.AsString;
        events.EnableBigIntEvents = true;
        // Events carry the recorder's clock, and one call per stream checks the version and gives the numbers.
        events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        // Otherwise two appends that expect the same version would both take numbers, and positions in a stream could
        // be in another order than its versions.
        events.UseExclusiveLockOnConcurrentAppends = true;
        events.MetadataConfig.CorrelationIdEnabled = true;
        events.MetadataConfig.CausationIdEnabled = true;
        events.MetadataConfig.HeadersEnabled = true;
        foreach (var type in types.All) events.MapEventType(type, types.AliasOf(type));
    });
}
