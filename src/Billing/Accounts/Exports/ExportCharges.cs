using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Accounts.Exports;

/// <summary>
/// Every charge line of a span of dates, with reversals and restatements, of all customers or of one, in the order of
/// the log: streamed, so that memory does not grow with their number.
/// What is posted after the export began is not in it.
/// </summary>
internal sealed class ExportCharges(IEventLog log, AccountHistory history, ReadPositions positions)
{
    private static readonly Type[] Types = [typeof(ChargesPosted), typeof(LineReversed), typeof(ChargesRestated)];

    private async Task<IAsyncEnumerable<ReportLine>> Lines(
        string? from, string? to, string? customerId, string? knownAt, CancellationToken ct)
    {
        var filter = await ExportFilter.Read(from, to, customerId, knownAt, positions, ct);
        return Lines(filter, filter.KnownAt ?? await log.SafePosition(ct), ct);
    }

    private async IAsyncEnumerable<ReportLine> Lines(
        ExportFilter filter, long through, [EnumeratorCancellation] CancellationToken ct)
    {
        var events = filter.CustomerId is { } customer
            ? history.Events(customer, 0, ct, through) : log.ReadAll(0, through, Types, ct);
        await foreach (var stored in events)
            foreach (var line in ListCharges.Lines(stored, filter.From, filter.To)) yield return line;
    }

    internal static void Map(IEndpointRouteBuilder api)
    {
        foreach (var format in ExportFormat.All)
            api.MapGet($"/export/charges.{format.Extension}", async (
                    string? from, string? to, string? customerId, string? knownAt, ExportCharges charges,
                    CancellationToken ct) =>
                {
                    var lines = await charges.Lines(from, to, customerId, knownAt, ct);
                    return TypedResults.Stream(target => ReportCsv.Write(target, format, lines, ct), format.ContentType,
                        $"charges.{format.Extension}");
                })
                .AllowRead().WithName($"ExportCharges{format.Name}").WithTags("Export")
                .Produces(200, contentType: format.ContentType)
                .WithSummary($"All charge lines of a span of dates as {format.Title}");
    }
}
