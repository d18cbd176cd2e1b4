using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>What a part of a run has left in the log: its lines, and what they did to accounts.</summary>
internal sealed record RecordedPart(IReadOnlyList<ReportLine> Lines, IReadOnlyDictionary<string, ChargesPosted> Postings)
{
    public static async Task<RecordedPart> Load(IEventLog log, ChargeRunPartPosted part, DateOnly date, CancellationToken ct)
    {
        var lines = new List<ReportLine>(part.NotCharged.Select(line => ReportLine.Of(date, line)));
        var postings = new Dictionary<string, ChargesPosted>(StringComparer.Ordinal);
        if (part.LastPosition > 0)
            await foreach (var stored in log.ReadAll(part.FirstPosition - 1, part.LastPosition, [typeof(ChargesPosted)], ct))
            {
                // Parts that were posted at the same time share a stretch of the log.
                if (stored.Data is not ChargesPosted posted || posted.RunId != part.RunId || !AnswersFor(part, posted.CustomerId)) continue;
                postings.Add(posted.CustomerId, posted);
                lines.AddRange(posted.Lines.Select(line => ReportLine.Of(posted, line)));
            }
        lines.Sort(ReportLine.Order);
        return new(lines, postings);
    }

    private static bool AnswersFor(ChargeRunPartPosted part, string customerId) => part.Customers is { } named
        ? named.Contains(customerId)
        : string.CompareOrdinal(customerId, part.After) > 0 && (part.Through is null || string.CompareOrdinal(customerId, part.Through) <= 0)
            && !part.Deferred.Contains(customerId);
}
