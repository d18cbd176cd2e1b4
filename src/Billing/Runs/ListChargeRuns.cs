using System.Globalization;

namespace PackageBilling.Billing.Runs;

/// <summary>Charge runs, the one that started last first; from and to are business dates.</summary>
internal sealed record ListChargeRuns(DateOnly? From, DateOnly? To, string? Status, PageRequest Page)
    : IRequest<Page<RunView>>
{
    internal sealed class Handler(NpgsqlDataSource source, ReadBarrier barrier, IRunSeals seals)
        : IRequestHandler<ListChargeRuns, Page<RunView>>
    {
        public async Task<Page<RunView>> Handle(ListChargeRuns request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var rows = await ChargeRunRows.List(
                source, request.From, request.To, request.Status, request.Page.AfterNumber, request.Page.Limit + 1,
                cancellationToken);
            var page = request.Page.Of(rows, row => row.Number.ToString(CultureInfo.InvariantCulture));
            var known = await seals.Of(page.Items.Select(row => row.RunId), cancellationToken);
            return new(
                [.. page.Items.Select(row => RunView.Of(row) with { Seal = known.GetValueOrDefault(row.RunId) })],
                page.Next);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/charge-runs", async (string? from, string? to, string? status, string? limit, string? after,
            IMediator mediator, CancellationToken ct) =>
        {
            if (status is not null && !RunStatus.All.Contains(status))
                throw Problem.Malformed("status", $"must be one of {string.Join(", ", RunStatus.All)}");
            var (first, last) = QueryText.Span(from, to);
            return TypedResults.Ok(
                await mediator.Send(new ListChargeRuns(first, last, status, PageRequest.Read(limit, after)), ct));
        })
        .AllowRead().WithName("ListChargeRuns").WithTags("Charge runs")
        .WithSummary("Charge runs, the one that started last first; from and to are business dates");
}
