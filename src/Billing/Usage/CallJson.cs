using System.Text;
using System.Text.Json;

namespace PackageBilling.Billing.Usage;

/// <summary>
/// Reads one record of a body. By hand, since a day has millions and the first thing wrong with each bad one has to be
/// said in words that somebody can act on.
/// </summary>
internal static class CallJson
{
    // A record can have thousands of fields that are none of a call.
    private const int MostFaults = 10;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 8 };

    /// <summary>The call, or what is wrong with the record.</summary>
    public static (Call? Call, RejectedCall? Rejected) Read(long line, ReadOnlySpan<byte> json)
    {
        var given = new Given();
        try
        {
            var reader = new Utf8JsonReader(json, Strict);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw Bad("must be an object such as {\"callId\": …}");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) Field(ref reader, ref given);
            if (reader.Read()) throw Bad("must be one object");
            given.Missing();
            return given.Faults is { } faults
                ? (null, new(line, given.CallId, string.Join("; ", faults.Select(fault => fault.Message))))
                : (given.Call(line), null);
        }
        catch (JsonException e)
        {
            return (null, new(line, given.CallId, e is BadRecord ? e.Message : "must be valid JSON"));
        }
        catch (InvalidOperationException)
        {
            // The reader found text that is no Unicode.
            return (null, new(line, given.CallId, "must be valid Unicode text"));
        }
    }

    // One that is wrong is noted and passed over: all that is wrong with a record is said at once.
    private static void Field(ref Utf8JsonReader reader, ref Given given)
    {
        try
        {
            Value(ref reader, ref given);
        }
        catch (BadRecord fault)
        {
            // Each message begins with its field.
            if (given.Faults is not { Count: >= MostFaults })
                (given.Faults ??= []).Add((fault.Message.Split(' ')[0], fault.Message));
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.StartObject or JsonTokenType.StartArray)
                reader.Skip();
        }
    }

    private static void Value(ref Utf8JsonReader reader, ref Given given)
    {
        if (reader.ValueTextEquals("callId"u8)) given.CallId = CallId(Text(ref reader, "callId", given.CallId is null));
        else if (reader.ValueTextEquals("customerId"u8))
            given.CustomerId = Customer(ref reader, given.CustomerId is null);
        else if (reader.ValueTextEquals("did"u8)) given.Did = Did(ref reader, given.Did is null);
        else if (reader.ValueTextEquals("destination"u8))
            given.Destination = To(Text(ref reader, "destination", given.Destination is null));
        else if (reader.ValueTextEquals("startedAt"u8)) given.StartedAt = Instant(ref reader, given.StartedAt is null);
        else if (reader.ValueTextEquals("billedSeconds"u8))
            given.BilledSeconds = Seconds(ref reader, given.BilledSeconds is null);
        else if (reader.ValueTextEquals("amount"u8)) given.Amount = Amount(ref reader, given.Amount is null);
        else throw Bad($"{Short(reader.GetString()!)} is not a field of a call");
    }

    private static string Text(ref Utf8JsonReader reader, string field, bool first)
    {
        Next(ref reader, field, first);
        return reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Bad($"{field} must be a text");
    }

    /// <summary>A call id of printable characters, so that it can be shown, logged and searched for;
    /// null never comes back.</summary>
    public static string CallId(string text) =>
        CallBounds.IsId(text)
            ? text
            : throw Bad($"callId must be 1 to {UsageLimits.CallId} printable characters");

    // Null for the customer who has the call's DID.
    private static string Customer(ref Utf8JsonReader reader, bool first)
    {
        Next(ref reader, "customerId", first);
        if (reader.TokenType == JsonTokenType.Null) return DidCustomers.Nobody;
        return reader.TokenType != JsonTokenType.String ? throw Bad("customerId must be a text")
            : reader.GetString()! is var text && Identifiers.IsValid(text) ? text
            : throw Bad($"customerId {Identifiers.Rule}");
    }

    private static string To(string text) =>
        Destination.Normalise(text) ?? throw Bad($"destination {Destination.Fault}");

    private static string? Did(ref Utf8JsonReader reader, bool first)
    {
        Next(ref reader, "did", first);
        if (reader.TokenType == JsonTokenType.Null) return null;
        return reader.TokenType == JsonTokenType.String && PhoneNumbers.Did(reader.GetString()) is { } did
            ? did
            : throw Bad($"did {PhoneNumbers.Fault}");
    }

    private static DateTimeOffset Instant(ref Utf8JsonReader reader, bool first)
    {
        Next(ref reader, "startedAt", first);
        return reader.TokenType == JsonTokenType.String && Instants.Parse(Plain(reader)) is { } instant
            ? instant
            : throw Bad("startedAt must be an instant with its offset, such as 2025-01-31T18:30:00Z");
    }

    private static int Seconds(ref Utf8JsonReader reader, bool first)
    {
        Next(ref reader, "billedSeconds", first);
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var seconds)
            && seconds is >= 0 and <= UsageLimits.BilledSeconds
            ? seconds
            : throw Bad($"billedSeconds must be a whole number from 0 to {UsageLimits.BilledSeconds}");
    }

    private static decimal Amount(ref Utf8JsonReader reader, bool first)
    {
        Next(ref reader, "amount", first);
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
            throw Bad("amount must be an amount such as \"45.00\"");
        if (!Amounts.TryRead(Plain(reader), reader.TokenType == JsonTokenType.Number, out var amount))
            throw Bad($"amount {NumberFaults.OfAmount(Encoding.UTF8.GetString(Plain(reader)))}");
        return amount is >= 0 and <= Amounts.Max && Amounts.Round(amount) == amount
            ? amount
            : throw Bad($"amount must be from 0 to {Amounts.Max:0} with at most {Amounts.Decimals} decimals");
    }

    // Some writers escape a plus sign.
    private static ReadOnlySpan<byte> Plain(in Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;

    private static void Next(ref Utf8JsonReader reader, string field, bool first)
    {
        if (!first) throw Bad($"{field} is given twice");
        reader.Read();
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static BadRecord Bad(string message) => new(message);

    private sealed class BadRecord(string message) : JsonException(message);

    private struct Given
    {
        public string? CallId, CustomerId, Did, Destination;
        public DateTimeOffset? StartedAt;
        public int? BilledSeconds;
        public decimal? Amount;

        public List<(string Field, string Message)>? Faults;

        public readonly Call Call(long line) => new(
            line, CallId!, CustomerId!, Did, Destination!, StartedAt!.Value, BilledSeconds!.Value, Amount!.Value);

        /// <summary>Notes the fields that were not given.</summary>
        public void Missing()
        {
            Need("callId", CallId is null);
            Need("customerId", CustomerId is null);
            Need("destination", Destination is null);
            Need("startedAt", StartedAt is null);
            Need("billedSeconds", BilledSeconds is null);
            Need("amount", Amount is null);
            if (CustomerId == DidCustomers.Nobody && Did is null && !IsFaulty("did"))
                (Faults ??= []).Add(("customerId", "customerId may be null only for a call with a did"));
        }

        private void Need(string field, bool isMissing)
        {
            if (isMissing && !IsFaulty(field)) (Faults ??= []).Add((field, $"{field} is required"));
        }

        private readonly bool IsFaulty(string field) => Faults is not null && Faults.Exists(one => one.Field == field);
    }
}
