using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Usage;

/// <summary>A customer's calls by their local dates and how each counts, in the order of the log,
/// so that the switch's invoices can be corrected.</summary>
internal sealed class ListCalls(CallEvents events, CallVault vault)
{
    /// <summary>All calls of a range, up to a position.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="first">The first local date.</param>
    /// <param name="last">The last local date.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="through">The position up to which calls and corrections count.</param>
    /// <param name="voided">Whether calls that count no more are among them.</param>
    public async IAsyncEnumerable<CallView> All(
        string customerId, DateOnly first, DateOnly last, [EnumeratorCancellation] CancellationToken ct,
        long through = long.MaxValue, bool voided = false)
    {
        await foreach (var (call, _) in From(customerId, 1, 0, first, last, through, voided, ct)) yield return call;
    }

    /// <summary>A page of them; a page's token is the event and the call in it.</summary>
    public async Task<Page<CallView>> Page(
        string customerId, DateOnly first, DateOnly last, long through, bool voided, PageRequest page,
        CancellationToken ct)
    {
        var (version, place) = EventPlace.Of(page);
        var found = new List<(CallView Call, string Key)>();
        await foreach (var row in From(customerId, version, place, first, last, through, voided, ct))
        {
            found.Add(row);
            if (found.Count > page.Limit) break;
        }
        var answer = page.Of(found, row => row.Key);
        return new([.. answer.Items.Select(row => row.Call)], answer.Next);
    }

    private async IAsyncEnumerable<(CallView Call, string Key)> From(
        string customerId, long version, int place, DateOnly first, DateOnly last, long through, bool voided,
        [EnumeratorCancellation] CancellationToken ct)
    {
        using var keys = new CallKeys(await vault.KeysOf(customerId, ct));
        await foreach (var current in events.Between(customerId, version - 1, first, last, through, ct))
        {
            var (calls, numbers) = (current.Rated.Calls, keys.Open(current.Rated));
            for (var i = current.Version == version ? place : 0; i < calls.Count; i++)
                if (calls[i].LocalDate >= first && calls[i].LocalDate <= last
                    && (voided || current.Of(calls[i]) is not null))
                    yield return (View(current, calls[i], numbers[i]), EventPlace.Behind(current.Version, i + 1));
        }
    }

    private static CallView View(CurrentCalls current, RatedCall call, (string Destination, string? Did) numbers)
    {
        var now = current.Of(call);
        return new(
            call.CallId, call.StartedAt, call.LocalDate, numbers.Did, numbers.Destination, call.BilledSeconds,
            call.Amount, now?.FreeSeconds ?? 0, now?.Charged ?? 0, now?.Uses ?? [],
            now is null ? CallCorrectionKind.Void : current.IsCorrected(call) ? CallCorrectionKind.Rerate : null,
            current.IsCorrected(call) ? new(call.CallId, call.FreeSeconds, call.Charged) : null);
    }

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/customers/{customerId}/calls", async (
                string customerId, string? from, string? to, string? knownAt, string? voided, string? limit,
                string? after, ListCalls calls, ReadPositions positions, CancellationToken ct) =>
            {
                var (first, last) = QueryText.Span(from, to);
                var page = PageRequest.Read(limit, after);
                var through = await positions.Of(AsKnownAt.Read(knownAt), customerId, ct) ?? long.MaxValue;
                return TypedResults.Ok(await calls.Page(customerId, first ?? Dates.Min, last ?? Dates.Max, through,
                    QueryText.Flag("voided", voided), page, ct));
            })
            .AllowRead().WithName("ListCalls").WithTags("Usage")
            .WithSummary("A customer's calls and how they count: as rated, or as corrected since");
        api.MapGet("/customers/{customerId}/calls.csv", async (
                string customerId, string? from, string? to, string? knownAt, string? voided, ListCalls calls,
                ReadPositions positions, CancellationToken ct) =>
            {
                var (first, last) = QueryText.Span(from, to);
                var all = QueryText.Flag("voided", voided);
                var through = await positions.Of(AsKnownAt.Read(knownAt), customerId, ct) ?? long.MaxValue;
                return TypedResults.Stream(
                    target => CallsCsv.Write(target, calls.All(customerId, first ?? Dates.Min, last ?? Dates.Max, ct,
                        through, all), ct), ReportCsv.ContentType, $"calls-{customerId}.csv");
            })
            .AllowRead().WithName("GetCallsCsv").WithTags("Usage")
            .WithSummary("A customer's calls and how they count, as CSV");
    }
}
