using System.Buffers;
using System.Text.Json;

namespace PackageBilling.Host;

/// <summary>The calls of a file that a mapping reads, as the interface takes them.</summary>
internal static class MappedPieces
{
    private static readonly Dictionary<string, string> NoValues = [];

    public static IEnumerable<CallsPiece> Of(MappedCalls calls)
    {
        var (body, rows, unreadable) = (new ArrayBufferWriter<byte>(), new List<ImportRow>(), new List<ImportRow>());
        foreach (var (call, refused) in calls.Read(keepsRecords: true))
        {
            if (call is not null)
            {
                Write(call, body);
                rows.Add(Row(calls, call.Line, call.Record!));
            }
            else
            {
                var row = Row(calls, refused!.Line, refused.Record);
                foreach (var fault in refused.Faults) row.Fault(fault.Field, fault.Error);
                unreadable.Add(row);
            }
            if (rows.Count + unreadable.Count < CallsFile.PieceRecords) continue;
            yield return new(body.WrittenSpan.ToArray(), rows, unreadable);
            (body, rows, unreadable) = (new(), [], []);
        }
        if (rows.Count + unreadable.Count > 0) yield return new(body.WrittenSpan.ToArray(), rows, unreadable);
    }

    private static ImportRow Row(MappedCalls calls, long line, string record) =>
        new((int)line, calls.Header, record, NoValues, ImportMapping.None.Formats);

    private static void Write(MappedCall call, ArrayBufferWriter<byte> body)
    {
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("callId", call.CallId);
            json.WriteString("customerId", call.CustomerId.Length > 0 ? call.CustomerId : null);
            if (call.Did is { } did) json.WriteString("did", did);
            json.WriteString("destination", call.Destination);
            json.WriteString("startedAt", call.StartedAt);
            json.WriteNumber("billedSeconds", call.BilledSeconds);
            json.WriteNumber("amount", call.Amount);
            json.WriteEndObject();
        }
        body.Write("\n"u8);
    }
}
