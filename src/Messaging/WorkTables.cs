using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Messaging;

/// <summary>
/// Which pieces of work are on offer and who does them, which alarms are set, and what nodes are called. Messages carry the work; these rows
/// keep a piece from being offered twice, and are what is shown.
/// </summary>
internal static class WorkTables
{
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(source, "work", [
        """
        CREATE SCHEMA work;

        CREATE TABLE work.pieces (
            kind text NOT NULL, id text NOT NULL, offered timestamptz NOT NULL DEFAULT now(),
            node text NULL, begun timestamptz NULL,
            PRIMARY KEY (kind, id));

        CREATE TABLE work.alarms (
            kind text NOT NULL, name text NOT NULL, at timestamptz NOT NULL, setting uuid NOT NULL,
            PRIMARY KEY (kind, name));

        CREATE TABLE work.nodes (node_id uuid NOT NULL PRIMARY KEY, name text NOT NULL, started timestamptz NOT NULL DEFAULT now());
        """], ct);
}
