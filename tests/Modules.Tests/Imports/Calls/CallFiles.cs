using System.Text;

namespace PackageBilling.Modules.Tests.Imports.Calls;

/// <summary>Files of calls, read without a database.</summary>
internal static class CallFiles
{
    /// <summary>The fields of a file that has our names, as a mapping begins with them.</summary>
    public const string Fields =
        """
        "callId": "id", "customerId": "account", "destination": "to", "startedAt": "start", "billedSeconds": "secs",
        "amount": "price"
        """;

    public static CallMapping Mapping(string calls, string rest = "") =>
        CallMappings.Of(ImportMapping.ReadCalls(Encoding.UTF8.GetBytes($"{{\"calls\": {calls}{rest}}}")));

    public static MappedCalls Open(string file, CallMapping mapping) => Open(Encoding.UTF8.GetBytes(file), mapping);

    public static MappedCalls Open(byte[] file, CallMapping mapping) => new(new MemoryStream(file), mapping);

    public static List<MappedRow> Rows(string file, CallMapping mapping) => [.. Open(file, mapping).Read()];

    /// <summary>The only row, which makes a call.</summary>
    public static MappedCall Call(string file, CallMapping mapping)
    {
        var row = Rows(file, mapping).ShouldHaveSingleItem();
        row.Refused?.Error.ShouldBeNull();
        return row.Call!;
    }

    /// <summary>What is said of the only row, which makes none.</summary>
    public static string Error(string file, CallMapping mapping) =>
        Rows(file, mapping).ShouldHaveSingleItem().Refused.ShouldNotBeNull().Error;

    /// <summary>A call in one line: line, ID, customer, DID, destination, start, seconds, amount.</summary>
    public static string Text(MappedCall call) => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{call.Line} {call.CallId} {call.CustomerId} {call.Did ?? "-"} {call.Destination} {Time(call)} "
            + $"{call.BilledSeconds} {call.Amount:0.00####}");

    private static string Time(MappedCall call) => call.StartedAt.UtcDateTime.ToString(
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
