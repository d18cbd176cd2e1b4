using JasperFx;
using JasperFx.Events;
using Marten;
using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.CritterStack;

/// <summary>Marten over the tables that the product makes: the same names, columns and aliases as the default adapter's.</summary>
internal static class MartenStore
{
    /// <summary>The schema of the log.</summary>
    public const string Events = "events";

    /// <summary>Documents are not used; should somebody begin to, they are not put among the tables of others.</summary>
    private const string Documents = "marten";

    /// <summary>A store that creates and changes nothing by itself. The caller disposes it; the data source stays the caller's.</summary>
    public static DocumentStore Open(NpgsqlDataSource source, EventTypes types) => DocumentStore.For(options =>
    {
        options.Connection(source);
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.DatabaseSchemaName = Documents;
        options.CommandTimeout = CritterLimits.CommandSeconds;
        options.Serializer(new EventSerializer());
        options.Events.DatabaseSchemaName = Events;
        options.Events.StreamIdentity = StreamIdentity.AsString;
        options.Events.EnableBigIntEvents = true;
        // Events carry the recorder's clock, and the server checks versions and gives numbers in one call for each stream.
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        options.Events.MetadataConfig.CorrelationIdEnabled = true;
        options.Events.MetadataConfig.CausationIdEnabled = true;
        options.Events.MetadataConfig.HeadersEnabled = true;
        foreach (var type in types.All) options.Events.MapEventType(type, types.AliasOf(type));
        // The product registers no projection of Marten's. One that is added some day must stop rather than leave an event out.
        options.Projections.Errors.SkipApplyErrors = options.Projections.Errors.SkipSerializationErrors = options.Projections.Errors.SkipUnknownEvents = false;
        options.Projections.RebuildErrors.SkipApplyErrors = options.Projections.RebuildErrors.SkipSerializationErrors = options.Projections.RebuildErrors.SkipUnknownEvents = false;
    });
}
