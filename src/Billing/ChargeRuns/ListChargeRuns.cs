using System.Globalization;

namespace PackageBilling.Billing;

/// <summary>Charge runs, the one that started last first; from and to are business dates.</summary>
internal sealed record ListChargeRuns(DateOnly? From, DateOnly? To, string? Status, PageRequest Page) : IRequest<Page<RunView>>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier, IRunSeals seals)
        : IRequestHandler<ListChargeRuns, Page<RunView>>
    {
        public async Task<Page<RunView>> Handle(ListChargeRuns request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            await using var command = source.CreateCommand($"""
                SELECT {RunRows.Columns} FROM billing.charge_runs r
                WHERE ($1::date IS NULL OR r.date >= $1) AND ($2::date IS NULL OR r.date <= $2) AND ($3::text IS NULL OR r.status = $3)
                    AND ($4::bigint IS NULL OR r.number < $4)
                ORDER BY r.number DESC LIMIT $5
                """);
            command.Parameters.Add(new() { Value = request.From ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date });
            command.Parameters.Add(new() { Value = request.To ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date });
            command.Parameters.Add(new() { Value = request.Status ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.Add(new() { Value = request.Page.AfterNumber ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
            command.Parameters.Add(new() { Value = request.Page.Limit + 1 });
            var rows = new List<(RunView View, long Number)>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) rows.Add((RunRows.View(reader), reader.GetInt64(12)));
            var page = request.Page.Of(rows, row => row.Number.ToString(CultureInfo.InvariantCulture));
            var known = await seals.Of(page.Items.Select(row => row.View.RunId), cancellationToken);
            return new([.. page.Items.Select(row => row.View with { Seal = known.GetValueOrDefault(row.View.RunId) })], page.Next);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/charge-runs", async (string? from, string? to, string? status, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
        {
            if (status is not null && !RunView.Statuses.Contains(status)) throw Problem.Malformed("status", $"must be one of {string.Join(", ", RunView.Statuses)}");
            var (first, last) = QueryText.Span(from, to);
            return TypedResults.Ok(await mediator.Send(new ListChargeRuns(first, last, status, PageRequest.Read(limit, after)), ct));
        })
        .AllowRead().WithName("ListChargeRuns").WithTags("Charge runs").WithSummary("Charge runs, the one that started last first; from and to are business dates");
}
