using System.Globalization;
using CsvHelper;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>Calls as CSV (RFC 4180, UTF-8), a column for each field.</summary>
internal static class CallsCsv
{
    // Call ids are the caller's own text: a spreadsheet must show them, not run them.
    private static readonly CsvWriterOptions Options = CsvWriterOptions.Default with { Injection = CsvInjection.Escape };

    private static readonly string[] Header =
        ["callId", "startedAt", "localDate", "did", "destination", "billedSeconds", "amount", "freeSeconds", "charged", "uses"];

    /// <summary>Writes calls as they come, so that memory does not grow with their number.</summary>
    public static async Task Write(Stream target, IAsyncEnumerable<CallView> calls, CancellationToken ct)
    {
        await using var csv = CsvWriter.Create(target, Options, leaveOpen: true);
        await csv.WriteRecordAsync(Header, ct);
        await foreach (var call in calls.WithCancellation(ct)) await csv.WriteRecordAsync(Fields(call), ct);
    }

    private static string[] Fields(CallView call) =>
    [
        call.CallId, call.StartedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture), Dates.Text(call.LocalDate),
        call.Did ?? "", call.Destination, call.BilledSeconds.ToString(CultureInfo.InvariantCulture), Amounts.Text(call.Amount),
        call.FreeSeconds.ToString(CultureInfo.InvariantCulture), Amounts.Text(call.Charged),
        string.Join(' ', call.Uses.Select(use => string.Create(CultureInfo.InvariantCulture, $"{use.AssignmentId}:{use.Seconds}"))),
    ];
}
