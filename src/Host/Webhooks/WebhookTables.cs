namespace PackageBilling.Host;

/// <summary>
/// Where webhooks, their deliveries and the queues are kept. A queue is what one webhook has still to be told about one
/// customer, in order: it is what a node leases, so that no later delivery overtakes an earlier one.
/// </summary>
internal static class WebhookTables
{
    /// <summary>Told on this channel that there may be something to deliver.</summary>
    public const string Channel = "webhooks_waiting";

    public const string Waiting = "waiting";
    public const string Delivered = "delivered";
    public const string Failed = "failed";

    public static readonly string[] States = [Waiting, Delivered, Failed];

    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => SchemaUpgrade.Apply(source, "webhooks",
    [
        $"""
        CREATE SCHEMA webhooks;
        CREATE TABLE webhooks.webhooks (
            webhook_id text COLLATE "C" PRIMARY KEY, number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
            url text NOT NULL, events text[] NOT NULL,
            secret bytea NOT NULL, created timestamptz NOT NULL, created_by text NOT NULL,
            after_position bigint NOT NULL);
        CREATE TABLE webhooks.deliveries (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            webhook_id text COLLATE "C" NOT NULL REFERENCES webhooks.webhooks ON DELETE CASCADE,
            delivery_id text COLLATE "C" NOT NULL UNIQUE, event text NOT NULL, customer_id text COLLATE "C" NOT NULL,
            position bigint NOT NULL,
            body text NOT NULL, state text NOT NULL, attempts int NOT NULL DEFAULT 0, created timestamptz NOT NULL,
            since timestamptz NOT NULL,
            attempted timestamptz NULL, delivered timestamptz NULL, status int NULL, error text NULL,
            response text NULL);
        CREATE INDEX deliveries_listed ON webhooks.deliveries (webhook_id, number DESC);
        CREATE INDEX deliveries_waiting ON webhooks.deliveries (webhook_id, customer_id, number)
        WHERE state = '{Waiting}';
        CREATE INDEX deliveries_ended ON webhooks.deliveries (created) WHERE state <> '{Waiting}';
        CREATE TABLE webhooks.queues (
            webhook_id text COLLATE "C" NOT NULL REFERENCES webhooks.webhooks ON
            DELETE CASCADE, customer_id text COLLATE "C" NOT NULL,
            next_at timestamptz NOT NULL, leased_until timestamptz NULL, lease text NULL, PRIMARY KEY (webhook_id,
                customer_id));
        CREATE INDEX queues_due ON webhooks.queues (webhook_id, next_at);
        CREATE INDEX queues_next ON webhooks.queues (next_at);
        CREATE TABLE webhooks.open_runs (run_id text COLLATE "C" PRIMARY KEY, kind text NOT NULL, date date NOT NULL)
        """,
    ], ct);
}
