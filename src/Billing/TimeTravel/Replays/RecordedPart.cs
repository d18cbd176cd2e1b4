using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>What a part of a run has left in the log: its lines, and what they did to accounts.</summary>
internal sealed record RecordedPart(IReadOnlyList<ReportLine> Lines, IReadOnlyDictionary<string, ChargesPosted> Postings)
{
    public static async Task<RecordedPart> Load(IEventLog log, ChargeRunPartPosted part, DateOnly date, CancellationToken ct)
    {
        var lines = new List<ReportLine>(part.NotCharged.Select(line => ReportLine.Of(date, line)));
        var postings = new Dictionary<string, ChargesPosted>(StringComparer.Ordinal);
        await foreach (var posted in PartRange.Of(part).Read(log, ct))
        {
            postings.Add(posted.CustomerId, posted);
            lines.AddRange(posted.Lines.Select(line => ReportLine.Of(posted, line)));
        }
        lines.Sort(ReportLine.Order);
        return new(lines, postings);
    }
}
