namespace PackageBilling.Billing.Invoices.Closing;

/// <summary>What closings have issued so far.</summary>
internal sealed class ClosingReports(NpgsqlDataSource source, ReadBarrier barrier)
{
    /// <exception cref="ProblemException">There is no such closing.</exception>
    public async Task<ClosingReport> Of(string closingId, CancellationToken ct)
    {
        await barrier.Cover(BookProjection.ProjectionName, ct);
        var closing = await ClosingRows.Find(source, closingId, ct)
            ?? throw Problem.NotFound("closingId", "closing", closingId);
        var (sums, lines) = await ClosingRows.Sums(source, closingId, ct);
        return new(closingId, false, closing.Status, closing.Through, closing.Include, closing.Position,
            sums.Sum(sum => sum.Invoices), sums.Sum(sum => sum.CreditNotes), closing.Settled, lines, sums,
            await ClosingRows.Documents(source, closingId, ClosingReport.MaxItems, ct), closing.Error);
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/invoices/closings/{closingId}", async (
            string closingId, ClosingReports reports, CancellationToken ct) =>
            TypedResults.Ok(await reports.Of(closingId, ct)))
        .AllowRead().WithName("GetClosing").WithTags("Invoices")
        .WithSummary("What closing a period has issued so far, and whether it has ended");
}
