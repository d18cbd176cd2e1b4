using System.Globalization;

namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>Restatements that were applied, newest first, and the lines of each.</summary>
internal sealed class ListRestatements(IEventLog log)
{
    private static AppliedRestatement View(StoredEvent stored)
    {
        var fact = (RestatementApplied)stored.Data;
        return new(
            fact.RestatementId, fact.From, fact.To, fact.CustomerIds, fact.DecidedAt,
            RestatementTotals.Of(fact.ByCurrency), stored.Metadata.Actor, stored.Metadata.Reason,
            stored.Metadata.RecordedAt, stored.Metadata.KeyId);
    }

    private async Task<Page<AppliedRestatement>> All(PageRequest page, CancellationToken ct)
    {
        // The page's token is the version above the ones that follow.
        var below = page.AfterNumber ?? ((await log.ReadLast(Streams.Restatements, ct))?.Version ?? 0) + 1;
        var first = Math.Max(0, below - page.Limit - 2);
        var rows = (await log.ReadStream(Streams.Restatements, first, (int)Math.Max(0, below - 1 - first), ct))
            .Reverse().ToList();
        var answer = page.Of(rows, stored => stored.Version.ToString(CultureInfo.InvariantCulture));
        return new([.. answer.Items.Select(View)], answer.Next);
    }

    private async Task<StoredEvent> Find(string restatementId, CancellationToken ct) =>
        (await log.ReadStream(Streams.Restatements, ct))
            .FirstOrDefault(stored => ((RestatementApplied)stored.Data).RestatementId == restatementId)
            ?? throw Problem.NotFound("restatementId", "restatement", restatementId);

    private async Task<Page<RestatementLineView>> Lines(string restatementId, PageRequest page, CancellationToken ct)
    {
        var applied = (RestatementApplied)(await Find(restatementId, ct)).Data;
        var (position, row) = EventPlace.Of(page);
        var rows = new List<(RestatementLineView Line, string Key)>();
        await foreach (var stored in log.ReadAll(
            Math.Max(applied.FirstPosition, position) - 1, applied.LastPosition, [typeof(ChargesRestated)], ct))
        {
            if (stored.Data is not ChargesRestated restated || restated.RestatementId != restatementId) continue;
            for (var place = stored.Position == position ? row : 0; place < restated.Lines.Count; place++)
                rows.Add((RestatementLineView.From(restated.CustomerId, restated.Currency, restated.Lines[place]),
                    EventPlace.Behind(stored.Position, place + 1)));
            if (rows.Count > page.Limit) break;
        }
        var answer = page.Of(rows, one => one.Key);
        return new([.. answer.Items.Select(one => one.Line)], answer.Next);
    }

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/restatements", async (
            string? limit, string? after, ListRestatements restatements, CancellationToken ct) =>
                TypedResults.Ok(await restatements.All(PageRequest.Read(limit, after), ct)))
            .AllowRead().WithName("ListRestatements").WithTags("Restatements")
            .WithSummary("Restatements that were applied, newest first");
        api.MapGet("/restatements/{restatementId}", async (
            string restatementId, ListRestatements restatements, CancellationToken ct) =>
                TypedResults.Ok(View(await restatements.Find(restatementId, ct))))
            .AllowRead().WithName("GetRestatement").WithTags("Restatements")
            .WithSummary("One restatement with its totals");
        api.MapGet("/restatements/{restatementId}/lines", async (
            string restatementId, string? limit, string? after, ListRestatements restatements, CancellationToken ct) =>
                TypedResults.Ok(await restatements.Lines(restatementId, PageRequest.Read(limit, after), ct)))
            .AllowRead().WithName("ListRestatementLines").WithTags("Restatements")
            .WithSummary("The lines of a restatement, by customer");
    }
}
