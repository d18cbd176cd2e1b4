namespace PackageBilling.Catalog;

/// <summary>
/// The catalog as it is read: a row per package, and a row per definition, revision and retirement. The first
/// definition is effective from <see cref="DateOnly.MinValue"/>, which the database holds as <c>-infinity</c>.
/// </summary>
internal sealed class CatalogProjection : IProjection
{
    public const string ProjectionName = "catalog";

    public string Name => ProjectionName;

    public string Schema => "catalog";

    public int Revision => 2;

    public IReadOnlyCollection<Type> EventTypes { get; } = [typeof(PackageDefined), typeof(PackageRevised),
        typeof(PackageRetired)];

    public string Tables => """
        CREATE TABLE packages (
            package_id text COLLATE "C" PRIMARY KEY, type text NOT NULL, currency text NOT NULL,
            retired boolean NOT NULL DEFAULT false, version bigint NOT NULL);
        CREATE TABLE history (
            package_id text COLLATE "C" NOT NULL, position bigint NOT NULL, kind text NOT NULL,
            effective_from date, search_key text, terms jsonb,
            recorded_at timestamptz NOT NULL, actor text NOT NULL, reason text, PRIMARY KEY (package_id, position));
        CREATE INDEX history_in_effect ON history (package_id, effective_from, position) WHERE terms IS NOT NULL
        """;

    public async Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        if (batch.Events.Count == 0) return;
        await using var statements = new NpgsqlBatch(connection);
        foreach (var stored in batch.Events)
        {
            statements.BatchCommands.Add(Package(stored));
            statements.BatchCommands.Add(stored.Data switch
            {
                PackageDefined defined =>
                    History(stored, defined.PackageId, "defined", DateOnly.MinValue, defined.Terms),
                PackageRevised revised =>
                    History(stored, revised.PackageId, "revised", revised.EffectiveFrom, revised.Terms),
                PackageRetired retired => History(stored, retired.PackageId, "retired", null, null),
                var other => throw new NotSupportedException($"{other.GetType()} is no fact of a package."),
            });
        }
        await statements.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlBatchCommand Package(StoredEvent stored) => stored.Data switch
    {
        PackageDefined defined => new(
            "INSERT INTO packages (package_id, type, currency, version) VALUES ($1, $2, $3, $4)")
        {
            Parameters =
            {
                new() { Value = defined.PackageId }, new() { Value = defined.Type.ToString() },
                new() { Value = defined.Currency }, new() { Value = stored.Version },
            },
        },
        PackageRevised revised => new("UPDATE packages SET version = $2 WHERE package_id = $1")
        {
            Parameters = { new() { Value = revised.PackageId }, new() { Value = stored.Version } },
        },
        PackageRetired retired => new("UPDATE packages SET version = $2, retired = true WHERE package_id = $1")
        {
            Parameters = { new() { Value = retired.PackageId }, new() { Value = stored.Version } },
        },
        var other => throw new NotSupportedException($"{other.GetType()} is no fact of a package."),
    };

    private static NpgsqlBatchCommand History(
        StoredEvent stored, string packageId, string kind, DateOnly? effectiveFrom, PackageTerms? terms) =>
        new("""
            INSERT INTO history (package_id, position, kind, effective_from, search_key, terms, recorded_at, actor,
                reason)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """)
        {
            Parameters =
            {
                new() { Value = packageId },
                new() { Value = stored.Position },
                new() { Value = kind },
                new() { Value = (object?)effectiveFrom ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date },
                new() { Value = (object?)(terms is null ? null : SearchText.Fold(terms.Name)) ?? DBNull.Value,
                    NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = terms is null ? DBNull.Value : EventJson.Write(terms),
                    NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = stored.Metadata.RecordedAt.ToUniversalTime() },
                new() { Value = stored.Metadata.Actor },
                new() { Value = (object?)stored.Metadata.Reason ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
}
