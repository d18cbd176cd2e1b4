using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Messaging;

/// <summary>
/// Wolverine's tables, as it describes them itself for the way it is set up here. The product makes them, so that a node needs no right to
/// change tables while it runs and a newer layout comes with a version of the product. A test compares them with what Wolverine wants.
/// </summary>
internal static class WolverineTables
{
    /// <summary>Where messages that have come or are to go are kept, and the nodes and what they are assigned.</summary>
    public const string Inbox = "wolverine";

    /// <summary>Where the queues are that nodes share.</summary>
    public const string Queues = "wolverine_queues";

    private const string Messages = $"""
        CREATE SCHEMA IF NOT EXISTS {Inbox};
        CREATE SCHEMA IF NOT EXISTS {Queues};

        CREATE TABLE IF NOT EXISTS {Inbox}.wolverine_incoming_envelopes (
            id uuid NOT NULL CONSTRAINT pkey_wolverine_incoming_envelopes_id PRIMARY KEY,
            status varchar NOT NULL,
            owner_id integer NOT NULL,
            execution_time timestamptz DEFAULT NULL,
            attempts integer DEFAULT 0,
            body bytea NOT NULL,
            message_type varchar NOT NULL,
            received_at varchar,
            keep_until timestamptz);
        CREATE INDEX IF NOT EXISTS idx_wolverine_incoming_envelopes_owner ON {Inbox}.wolverine_incoming_envelopes (owner_id) WHERE (owner_id <> 0);

        CREATE TABLE IF NOT EXISTS {Inbox}.wolverine_outgoing_envelopes (
            id uuid NOT NULL CONSTRAINT pkey_wolverine_outgoing_envelopes_id PRIMARY KEY,
            owner_id integer NOT NULL,
            destination varchar NOT NULL,
            deliver_by timestamptz,
            body bytea NOT NULL,
            attempts integer DEFAULT 0,
            message_type varchar NOT NULL);
        CREATE INDEX IF NOT EXISTS idx_wolverine_outgoing_envelopes_owner ON {Inbox}.wolverine_outgoing_envelopes (owner_id) WHERE (owner_id <> 0);

        CREATE TABLE IF NOT EXISTS {Inbox}.wolverine_dead_letters (
            id uuid NOT NULL CONSTRAINT pkey_wolverine_dead_letters_id PRIMARY KEY,
            execution_time timestamptz DEFAULT NULL,
            body bytea NOT NULL,
            message_type varchar NOT NULL,
            received_at varchar,
            source varchar,
            exception_type varchar,
            exception_message varchar,
            sent_at timestamptz,
            replayable boolean);
        CREATE INDEX IF NOT EXISTS idx_wolverine_dead_letters_replayable ON {Inbox}.wolverine_dead_letters (replayable) WHERE (replayable = true);

        CREATE TABLE IF NOT EXISTS {Inbox}.wolverine_nodes (
            id uuid NOT NULL CONSTRAINT pkey_wolverine_nodes_id PRIMARY KEY,
            node_number serial NOT NULL,
            description varchar NOT NULL,
            uri varchar NOT NULL,
            started timestamptz NOT NULL DEFAULT now(),
            health_check timestamptz NOT NULL DEFAULT now(),
            version varchar,
            capabilities text[]);

        CREATE TABLE IF NOT EXISTS {Inbox}.wolverine_node_assignments (
            id varchar NOT NULL CONSTRAINT pkey_wolverine_node_assignments_id PRIMARY KEY,
            node_id uuid CONSTRAINT fkey_wolverine_node_assignments_node_id REFERENCES {Inbox}.wolverine_nodes (id) ON DELETE CASCADE,
            started timestamptz NOT NULL DEFAULT now());

        CREATE TABLE IF NOT EXISTS {Inbox}.wolverine_control_queue (
            id uuid NOT NULL CONSTRAINT pkey_wolverine_control_queue_id PRIMARY KEY,
            message_type varchar NOT NULL,
            node_id uuid NOT NULL,
            body bytea NOT NULL,
            posted timestamptz NOT NULL DEFAULT now(),
            expires timestamptz);

        CREATE TABLE IF NOT EXISTS {Inbox}.wolverine_node_records (
            id serial NOT NULL CONSTRAINT pkey_wolverine_node_records_id PRIMARY KEY,
            node_number integer NOT NULL,
            event_name varchar NOT NULL,
            timestamp timestamptz NOT NULL DEFAULT now(),
            description varchar);

        CREATE TABLE IF NOT EXISTS {Inbox}.wolverine_agent_restrictions (
            id uuid NOT NULL CONSTRAINT pkey_wolverine_agent_restrictions_id PRIMARY KEY,
            uri varchar NOT NULL,
            type varchar NOT NULL,
            node integer NOT NULL DEFAULT 0);
        """;

    /// <param name="source">The database.</param>
    /// <param name="kinds">The kinds of work that any node may offer; each has a queue.</param>
    /// <param name="ct">Cancels between steps.</param>
    public static async Task Upgrade(NpgsqlDataSource source, IReadOnlyCollection<string> kinds, CancellationToken ct)
    {
        await SchemaUpgrade.Apply(source, "wolverine", [Messages], ct);
        foreach (var kind in kinds) await SchemaUpgrade.Apply(source, $"wolverine queue {kind}", [Queue($"wolverine_queue_{WorkQueues.NameOf(kind)}")], ct);
    }

    private static string Queue(string table) => $"""
        CREATE TABLE IF NOT EXISTS {Queues}.{table} (
            id uuid NOT NULL CONSTRAINT pkey_{table}_id PRIMARY KEY,
            body bytea NOT NULL,
            message_type varchar NOT NULL,
            keep_until timestamptz,
            timestamp timestamptz DEFAULT (now() AT TIME ZONE 'utc'));
        CREATE INDEX IF NOT EXISTS idx_{table}_timestamp ON {Queues}.{table} (timestamp);

        CREATE TABLE IF NOT EXISTS {Queues}.{table}_scheduled (
            id uuid NOT NULL CONSTRAINT pkey_{table}_scheduled_id PRIMARY KEY,
            body bytea NOT NULL,
            message_type varchar NOT NULL,
            execution_time timestamptz NOT NULL,
            keep_until timestamptz,
            timestamp timestamptz DEFAULT (now() AT TIME ZONE 'utc'));
        CREATE INDEX IF NOT EXISTS idx_{table}_scheduled_execution_time ON {Queues}.{table}_scheduled (execution_time);
        """;
}
