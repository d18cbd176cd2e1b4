namespace PackageBilling.Subscriptions;

/// <summary>
/// Customers, assignments and what is switched on for them, as they are read, and what this module knows of packages
/// from Catalog's facts. The first terms of a package are effective from <see cref="DateOnly.MinValue"/>, which the
/// database holds as <c>-infinity</c>.
/// </summary>
/// <remarks>
/// A batch is one round trip: first the new rows, all of a kind in one statement, then the updates one by one in their
/// order. No new row depends on an update, and an update comes after the row that it changes, so this is the order of
/// the log. Names and DIDs are in the clear here, so that they can be searched; those of an erased customer are blanked
/// with its last event.
/// </remarks>
internal sealed class SubscriptionsProjection(CustomerKeys keys) : IProjection
{
    public const string ProjectionName = "subscriptions";

    public string Name => ProjectionName;

    public string Schema => "subscriptions";

    public int Revision => 6;

    public IReadOnlyCollection<Type> EventTypes { get; } =
    [
        typeof(PackageDefined), typeof(PackageRevised), typeof(PackageRetired),
        typeof(CustomerRegistered), typeof(CustomerRenamed), typeof(CustomerCreditLimitChanged),
        typeof(CustomerTimeZoneChanged), typeof(CustomerErased), typeof(CustomerBillingChanged),
        typeof(CustomerTaxRatesChanged), .. AssignmentBook.EventTypes,
        .. SubscriptionsModule.PlatformFeatures,
    ];

    public string Tables => """
        CREATE TABLE packages (package_id text COLLATE "C" PRIMARY KEY, type text NOT NULL, currency text NOT NULL,
            retired boolean NOT NULL);
        CREATE TABLE package_revisions (
            package_id text COLLATE "C" NOT NULL, effective_from date NOT NULL, position bigint NOT NULL,
            name text NOT NULL, quantity int NOT NULL, minimum_days int, platform_feature text COLLATE "C",
            PRIMARY KEY (package_id, effective_from, position));
        CREATE INDEX package_revisions_features ON package_revisions (package_id) WHERE platform_feature IS NOT NULL;

        CREATE TABLE customers (
            customer_id text COLLATE "C" PRIMARY KEY, name text NOT NULL, currency text NOT NULL,
            time_zone text NOT NULL,
            credit_limit numeric NOT NULL, registered_at timestamptz NOT NULL, version bigint NOT NULL,
            search_key text NOT NULL);

        CREATE TABLE assignments (
            assignment_id text COLLATE "C" PRIMARY KEY, customer_id text COLLATE "C" NOT NULL,
            package_id text COLLATE "C" NOT NULL,
            did text COLLATE "C", start_date date NOT NULL, end_date date, terms text NOT NULL, pauses datemultirange,
            bill_past boolean NOT NULL,
            cancelled boolean NOT NULL, version bigint NOT NULL, position bigint NOT NULL);
        CREATE INDEX assignments_of_customer ON assignments (customer_id, assignment_id);
        CREATE INDEX assignments_of_package ON assignments (package_id, assignment_id) INCLUDE (start_date, end_date,
            cancelled, pauses);
        CREATE INDEX assignments_on_did ON assignments (did, assignment_id) WHERE did IS NOT NULL;

        -- Where in the log a customer's packages changed; what happened is read there.
        CREATE TABLE assignment_history (
            customer_id text COLLATE "C" NOT NULL, position bigint NOT NULL, assignment_id text COLLATE "C" NOT NULL,
            PRIMARY KEY (customer_id, position));

        CREATE TABLE platform_features (
            customer_id text COLLATE "C" NOT NULL, platform_feature text COLLATE "C" NOT NULL, wanted text NOT NULL,
            state text NOT NULL, on_date date NOT NULL, since timestamptz NOT NULL, requested_at timestamptz,
            asked_at timestamptz, times_asked int NOT NULL, ask_again_at timestamptz, detail text, assignment_id text,
            package_id text, quantity int, did text, start_date date, end_date date, request_position bigint NOT NULL,
            PRIMARY KEY (customer_id, platform_feature));
        CREATE INDEX platform_features_open ON platform_features (request_position) WHERE state <> wanted;
        CREATE INDEX platform_features_to_ask ON platform_features (ask_again_at) WHERE ask_again_at IS NOT NULL;

        """ + SearchIndex.OnCustomers;

    public async Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        var texts = new PersonalTexts(keys);
        await texts.Load(batch.Events.Select(stored => stored.Data switch
        {
            CustomerRegistered registered => registered.Name,
            CustomerRenamed renamed => renamed.Name,
            PackageAssigned assigned => assigned.Did,
            _ => null,
        }), ct);
        await using var statements = new NpgsqlBatch(connection);
        var assignments = await ChangedAssignments.Load(connection, batch, ct);
        foreach (var insert in NewRows.Of(batch.Events, texts)) statements.BatchCommands.Add(insert);
        foreach (var stored in batch.Events)
        {
            assignments.Apply(stored);
            foreach (var update in Updates.Of(stored, texts)) statements.BatchCommands.Add(update);
        }
        assignments.Write(statements);
        if (FeatureSignal.Of(batch.Events) is { } signal) statements.BatchCommands.Add(signal);
        if (statements.BatchCommands.Count > 0) await statements.ExecuteNonQueryAsync(ct);
    }
}
