using System.Globalization;

namespace PackageBilling.Catalog;

/// <summary>Shows what has become of a package, in the order recorded: by whom, when and why.</summary>
internal sealed record GetPackageHistory(string PackageId, PageRequest Page) : IRequest<Page<PackageHistoryEntry>>
{
    internal sealed class Handler(NpgsqlDataSource source, IEventLog log, ReadBarrier barrier)
        : IRequestHandler<GetPackageHistory, Page<PackageHistoryEntry>>
    {
        private const string Sql = """
            SELECT h.position, h.kind, h.effective_from, h.recorded_at, h.actor, h.reason, h.terms::text
            FROM catalog.packages p
            LEFT JOIN catalog.history h ON h.package_id = p.package_id AND h.position > $2
            WHERE p.package_id = $1
            ORDER BY h.position LIMIT $3
            """;

        public async Task<Page<PackageHistoryEntry>> Handle(
            GetPackageHistory request, CancellationToken cancellationToken)
        {
            await barrier.Cover(CatalogProjection.ProjectionName, cancellationToken);
            await using var command = source.CreateCommand(Sql);
            command.Parameters.AddValues(request.PackageId, request.Page.AfterNumber ?? 0, request.Page.Limit + 1);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            List<PackageHistoryEntry> entries = [];
            if (!rows.HasRows) throw Problem.NotFound("packageId", "package", request.PackageId);
            while (await rows.ReadAsync(cancellationToken))
                if (!rows.IsDBNull(0)) entries.Add(Entry(rows));
            await rows.CloseAsync();
            var keys = await log.ReadActorKeys([Package.Stream(request.PackageId)], cancellationToken);
            entries = [.. entries.Select(entry => entry with { ActorKeyId = keys.GetValueOrDefault(entry.Position) })];
            return request.Page.Of(entries, entry => entry.Position.ToString(CultureInfo.InvariantCulture));
        }

        private static PackageHistoryEntry Entry(NpgsqlDataReader row) => new(
            row.GetInt64(0), row.GetString(1), PackageRows.EffectiveFrom(row, 2), row.GetFieldValue<DateTimeOffset>(3),
            row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5),
            row.IsDBNull(6) ? null : TermsView.Of(PackageRows.Terms(row.GetString(6))));
    }

    internal static void Map(RouteGroupBuilder packages) =>
        packages.MapGet("{packageId}/history", async (
            string packageId, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new GetPackageHistory(packageId, PageRequest.Read(limit, after)), ct)))
            .AllowRead().WithName(nameof(GetPackageHistory))
            .WithSummary("Shows a package's definition, revisions and retirement.");
}
