using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>
/// Sends a file of calls, piece by piece and in order. It can be broken off and begun again:
/// calls that went in are known by their ids.
/// </summary>
internal static class SendCalls
{
    private const int Width = 30;

    /// <summary>Sends all; the counts, as an import has them.</summary>
    /// <param name="node">Where to.</param>
    /// <param name="file">The calls.</param>
    /// <param name="rejects">Takes the records that do not go in.</param>
    /// <param name="progress">Shown how far it is.</param>
    /// <param name="ct">Breaks off between pieces.</param>
    public static async Task<JsonObject> All(
        NodeClient node, CallsFile file, Rejects rejects, Progress progress, CancellationToken ct)
    {
        var (read, added, known, rejected) = (0L, 0L, 0L, 0L);
        await foreach (var piece in file.Pieces(ct))
        {
            var bad = piece.Unreadable.Select(row => (Row: row, row.Faults)).ToList();
            read += piece.Rows.Count + piece.Unreadable.Count;
            rejected += piece.Unreadable.Count;
            var answer = await node.PostLines("/api/usage", piece.Body, ct);
            foreach (var reject in answer["rejected"]!.AsArray())
                bad.Add((piece.Rows[reject!["line"]!.GetValue<int>() - 1],
                    [.. Faults(reject["error"]!.GetValue<string>()).Select(Fault)]));
            foreach (var (row, faults) in bad.OrderBy(one => one.Row.Line)) rejects.Add("calls", row, faults);
            added += answer["accepted"]!.GetValue<long>();
            known += answer["duplicates"]!.GetValue<long>();
            rejected += answer["rejectedCount"]!.GetValue<long>();
            var filled = (int)(file.Done * Width);
            progress.Say(
                $"calls {new string('█', filled)}{new string('░', Width - filled)} {read} read, {added} added");
        }
        if (added + known + rejected != read)
            throw new InvalidOperationException(
                $"{read} calls sent, but {added} + {known} + {rejected} accounted for.");
        var counts = new JsonObject
        { ["read"] = read, ["added"] = added, ["known"] = known, ["rejected"] = rejected };
        if (file.Skipped.Count > 0)
            counts["skipped"] = new JsonObject(
                file.Skipped.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value)));
        return counts;
    }

    // Several reasons each begin with their field.
    private static IEnumerable<string> Faults(string error)
    {
        var from = 0;
        for (var at = 0; (at = error.IndexOf("; ", at, StringComparison.Ordinal)) >= 0; at += 2)
            if (Fault(error[(at + 2)..]).Field.Length > 0)
            {
                yield return error[from..at];
                from = at + 2;
            }
        yield return error[from..];
    }

    // The reason begins with the field that is to blame, where one is.
    private static RowFault Fault(string error)
    {
        var space = error.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && CallsFile.Columns.Any(column => column.Name == error[..space])
            ? new(error[..space], error[(space + 1)..]) : new("", error);
    }
}
