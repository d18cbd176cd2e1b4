using System.Globalization;

namespace PackageBilling.Billing.Usage;

/// <summary>Calls as CSV (RFC 4180, UTF-8), a column for each field.</summary>
internal static class CallsCsv
{
    private static readonly string[] Header =
        ["callId", "startedAt", "localDate", "did", "destination", "billedSeconds", "amount",
            "freeSeconds", "charged", "uses", "correction"];

    /// <summary>Writes calls as they come, so that memory does not grow with their number.</summary>
    public static Task Write(Stream target, IAsyncEnumerable<CallView> calls, CancellationToken ct) =>
        CsvOutput.Write(target, Header, calls, Fields, ct);

    private static CsvField[] Fields(CallView call) =>
    [
        call.CallId, call.StartedAt, call.LocalDate, call.Did, call.Destination, call.BilledSeconds, call.Amount,
        call.FreeSeconds, call.Charged,
        string.Join(' ',
            call.Uses.Select(use => string.Create(CultureInfo.InvariantCulture, $"{use.AssignmentId}:{use.Seconds}"))),
        call.Correction switch
        {
            CallCorrectionKind.Void => "void", CallCorrectionKind.Rerate => "rerate", _ => null,
        },
    ];
}
