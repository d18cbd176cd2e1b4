using System.Buffers;
using System.Text.Json;

namespace PackageBilling.Billing.Runs;

/// <summary>
/// The stored form of <see cref="ChargesPosted"/>, written straight from what was decided: byte for byte what
/// <see cref="EventJson.Write"/> makes of the event, which a test holds it to.
/// A run writes hundreds of thousands of them.
/// </summary>
#pragma warning disable CA1001 // The writer holds nothing but a place in the caller's buffer.
internal sealed class ChargesJson(IBufferWriter<byte> into)
#pragma warning restore CA1001
{
    private static readonly JsonEncodedText
        CustomerId = Name("customerId"), RunId = Name("runId"), Date = Name("date"), DecidedAt = Name("decidedAt"),
        Currency = Name("currency"),
        Debited = Name("debited"), Accrued = Name("accrued"), CreditBefore = Name("creditBefore"),
        CreditAfter = Name("creditAfter"), Lines = Name("lines"), Setups = Name("setups");

    private int _setups;

    private readonly Utf8JsonWriter _json = new(
        into, new() { Encoder = EventJson.Options.Encoder, SkipValidation = true });

    /// <summary>Begins the event of one customer; its charged lines follow.</summary>
    /// <param name="run">The run that posts it.</param>
    /// <param name="position">The position that it was decided at.</param>
    /// <param name="outcome">What was decided; has a charged line.</param>
    public void Begin(ChargeRunStarted run, long position, CustomerOutcome outcome)
    {
        var (customer, totals) = (outcome.Customer, outcome.Totals.ByCurrency[0]);
        _setups = 0;
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString(CustomerId, customer.CustomerId);
        _json.WriteString(RunId, run.RunId);
        WriteDate(Date, run.Date);
        _json.WriteNumber(DecidedAt, position);
        _json.WriteString(Currency, customer.Currency);
        _json.WriteNumber(Debited, totals.Debited);
        _json.WriteNumber(Accrued, totals.Retail - totals.Debited);
        _json.WriteNumber(CreditBefore, customer.Credit);
        _json.WriteNumber(CreditAfter, outcome.CreditAfter);
        _json.WriteStartArray(Lines);
    }

    /// <summary>Adds a line.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="line">The line in its format (<see cref="LineFormat"/>).</param>
    public void Add(ChargeKind kind, ReadOnlySpan<byte> line)
    {
        _json.WriteStringValue(line);
        if (kind == ChargeKind.Setup) _setups++;
    }

    /// <summary>Ends the event.</summary>
    public void End()
    {
        _json.WriteEndArray();
        if (_setups > 0) _json.WriteNumber(Setups, _setups);
        _json.WriteEndObject();
        _json.Flush();
    }

    private void WriteDate(JsonEncodedText name, DateOnly date)
    {
        Span<byte> text = stackalloc byte[10];
        date.TryFormat(text, out var length, "O", System.Globalization.CultureInfo.InvariantCulture);
        _json.WriteString(name, text[..length]);
    }

    private static JsonEncodedText Name(string name) => JsonEncodedText.Encode(name, EventJson.Options.Encoder);
}
