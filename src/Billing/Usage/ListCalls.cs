using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Usage;

/// <summary>A customer's calls by their local dates and how each was rated, in the order of the log,
/// so that the switch's invoices can be corrected.</summary>
internal sealed class ListCalls(CallEvents events, CallVault vault)
{
    /// <summary>All calls of a range, up to a position.</summary>
    public async IAsyncEnumerable<CallView> All(
        string customerId, DateOnly first, DateOnly last, [EnumeratorCancellation] CancellationToken ct,
        long through = long.MaxValue)
    {
        await foreach (var (call, _) in From(customerId, 1, 0, first, last, through, ct)) yield return call;
    }

    /// <summary>A page of them; a page's token is the event and the call in it.</summary>
    public async Task<Page<CallView>> Page(
        string customerId, DateOnly first, DateOnly last, long through, PageRequest page, CancellationToken ct)
    {
        var (version, place) = EventPlace.Of(page);
        var found = new List<(CallView Call, string Key)>();
        await foreach (var row in From(customerId, version, place, first, last, through, ct))
        {
            found.Add(row);
            if (found.Count > page.Limit) break;
        }
        var answer = page.Of(found, row => row.Key);
        return new([.. answer.Items.Select(row => row.Call)], answer.Next);
    }

    private async IAsyncEnumerable<(CallView Call, string Key)> From(
        string customerId, long version, int place, DateOnly first, DateOnly last, long through,
        [EnumeratorCancellation] CancellationToken ct)
    {
        using var keys = new CallKeys(await vault.KeysOf(customerId, ct));
        await foreach (var stored in events.Between(customerId, version - 1, first, last, ct))
        {
            if (stored.Position > through) yield break;
            var rated = (CallsRated)stored.Data;
            var (calls, numbers) = (rated.Calls, keys.Open(rated));
            for (var i = stored.Version == version ? place : 0; i < calls.Count; i++)
                if (calls[i].LocalDate >= first && calls[i].LocalDate <= last)
                    yield return (View(calls[i], numbers[i]), EventPlace.Behind(stored.Version, i + 1));
        }
    }

    private static CallView View(RatedCall call, (string Destination, string? Did) numbers) => new(
        call.CallId, call.StartedAt, call.LocalDate, numbers.Did, numbers.Destination, call.BilledSeconds, call.Amount,
        call.FreeSeconds, call.Charged, call.Uses ?? []);

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/customers/{customerId}/calls", async (
                string customerId, string? from, string? to, string? knownAt, string? limit, string? after,
                ListCalls calls, ReadPositions positions, CancellationToken ct) =>
            {
                var (first, last) = QueryText.Span(from, to);
                var page = PageRequest.Read(limit, after);
                var through = await positions.Of(AsKnownAt.Read(knownAt), customerId, ct) ?? long.MaxValue;
                return TypedResults.Ok(
                    await calls.Page(customerId, first ?? Dates.Min, last ?? Dates.Max, through, page, ct));
            })
            .AllowRead().WithName("ListCalls").WithTags("Usage")
            .WithSummary("A customer's calls and how they were rated");
        api.MapGet("/customers/{customerId}/calls.csv", async (
                string customerId, string? from, string? to, string? knownAt, ListCalls calls, ReadPositions positions,
                CancellationToken ct) =>
            {
                var (first, last) = QueryText.Span(from, to);
                var through = await positions.Of(AsKnownAt.Read(knownAt), customerId, ct) ?? long.MaxValue;
                return TypedResults.Stream(
                    target => CallsCsv.Write(target, calls.All(customerId, first ?? Dates.Min, last ?? Dates.Max, ct,
                        through), ct), ReportCsv.ContentType, $"calls-{customerId}.csv");
            })
            .AllowRead().WithName("GetCallsCsv").WithTags("Usage")
            .WithSummary("A customer's calls and how they were rated, as CSV");
    }
}
