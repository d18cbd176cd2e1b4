using System.Text;

namespace PackageBilling.Foundation;

/// <summary>Reads the fields of a call from a row, and names all that is wrong with it.</summary>
internal sealed class RowReader
{
    private readonly RowField _callId, _destination, _startedAt, _amount;
    private readonly RowField? _customerId, _did, _billedSeconds;
    private readonly TimeFormat _times;
    private readonly DurationUnits _durations;
    private readonly NumberRewriting _rewriting;
    private readonly NumberFormat _numbers;
    private readonly bool _ignoresInvalidDid, _roundsAmount, _isJson, _isByDid;

    public RowReader(CallMapping mapping, CallColumns columns)
    {
        var fields = mapping.Fields;
        _numbers = new(mapping.DecimalComma == true ? ',' : '.', ImportMapping.GroupOf(mapping.GroupSeparator));
        _callId = new(fields.CallId!, columns, isNeeded: true);
        _customerId = fields.CustomerId is null ? null : new(fields.CustomerId, columns, isNeeded: true);
        _did = fields.Did is null ? null : new(fields.Did, columns, isNeeded: false);
        _destination = new(fields.Destination!, columns, isNeeded: true);
        _startedAt = new(fields.StartedAt!, columns, isNeeded: true);
        _billedSeconds = fields.BilledSeconds is null ? null : new(fields.BilledSeconds, columns, isNeeded: true);
        _amount = new(fields.Amount!, columns, isNeeded: true);
        _times = new(fields.StartedAt!.Format, mapping.TimeZone, mapping.RepeatedHour);
        _durations = new(fields.BilledSeconds?.Unit, fields.BilledSeconds?.Round, _numbers);
        _rewriting = new(mapping.Numbers);
        _ignoresInvalidDid = fields.Did?.IgnoreInvalid == true;
        _roundsAmount = fields.Amount!.Round is not null;
        _isJson = mapping.Format != "csv";
        _isByDid = mapping.CustomerByDid;
    }

    /// <summary>The call, or the row with its faults.</summary>
    /// <param name="row">A row.</param>
    /// <param name="keepsRecord">Whether the call has the row with it.</param>
    public MappedRow Read(CallRows row, bool keepsRecord)
    {
        List<RowFault>? faults = null;
        if (row.Fault is { } broken) return new(null, new(row.Line, null, row.Record, [new("", broken)]));
        var callId = _callId.Read(row);
        if (!CallBounds.IsId(callId))
            Fault("callId", callId.Length == 0 ? Empty(_callId)
                : $"must be 1 to {CallBounds.IdLength} printable characters");
        var customerId = _customerId?.Read(row) ?? "";
        var did = Did(row, Fault);
        if (!Identifiers.IsValid(customerId) && !(customerId.Length == 0 && _isByDid && did is not null))
            Fault("customerId", customerId.Length > 0
                ? $"“{Shown(customerId)}” {Identifiers.Rule}"
                : _customerId is null ? "isn't in the file: give one for all calls, or say its column in the mapping"
                : Empty(_customerId));
        var destination = Called(row, Fault);
        var startedAt = Time(row, Fault);
        var seconds = _billedSeconds is null ? 0 : Seconds(row, _billedSeconds, Fault);
        var amount = Amount(row, Fault);
        return faults is null
            ? new(new(row.Line, callId, customerId, did, destination!, startedAt!.Value, (int)seconds!.Value,
                amount!.Value, keepsRecord ? row.Record : null), null)
            : new(null, new(row.Line, callId.Length == 0 ? null : Shown(callId), row.Record, faults));

        void Fault(string field, string error) => (faults ??= []).Add(new(field, error));
    }

    /// <summary>When the row says that something was.</summary>
    public DateTimeOffset? Time(CallRows row, Action<string, string> fault)
    {
        var text = _startedAt.Read(row);
        if (text.Length == 0)
        {
            fault("startedAt", Empty(_startedAt));
            return null;
        }
        var instant = _times.Read(text, out var wrong);
        if (wrong is not null) fault("startedAt", wrong);
        return instant;
    }

    private string? Did(CallRows row, Action<string, string> fault)
    {
        if (_did?.Read(row) is not { Length: > 0 } text) return null;
        var did = PhoneNumbers.Did(_rewriting.Read(text));
        if (did is null && !_ignoresInvalidDid) fault("did", $"“{Shown(text)}” {PhoneNumbers.Fault}");
        return did;
    }

    private string? Called(CallRows row, Action<string, string> fault)
    {
        var text = _destination.Read(row);
        var destination = Destination.Normalise(_rewriting.Read(text));
        if (destination is null)
            fault("destination",
                text.Length == 0 ? Empty(_destination) : $"“{Shown(text)}” {Destination.Fault}");
        return destination;
    }

    private long? Seconds(CallRows row, RowField field, Action<string, string> fault)
    {
        var text = field.Read(row);
        var wrong = Empty(field);
        var seconds = text.Length == 0 ? null : _durations.Read(text, out wrong);
        if (seconds is null) fault("billedSeconds", wrong!);
        else if (seconds > CallBounds.Seconds)
        {
            fault("billedSeconds", $"must be from 0 to {CallBounds.Seconds}");
            return null;
        }
        return seconds;
    }

    private decimal? Amount(CallRows row, Action<string, string> fault)
    {
        var text = _amount.Read(row);
        if (text.Length == 0) fault("amount", Empty(_amount));
        else if (!TryAmount(text, out var amount)) fault("amount", NumberFaults.OfAmount(text, _numbers));
        else
        {
            if (_roundsAmount) amount = Amounts.Round(amount);
            if (amount is >= 0 and <= Amounts.Max && Amounts.Round(amount) == amount) return amount;
            fault("amount", amount < 0 || amount > Amounts.Max ? $"must be from 0 to {Amounts.Max:0}"
                : $"has more than {Amounts.Decimals} decimals: set round to nearest");
        }
        return null;
    }

    private bool TryAmount(string text, out decimal amount)
    {
        amount = 0;
        if (_numbers != NumberFormat.Plain) return _numbers.TryRead(text, out amount);
        Span<byte> bytes = stackalloc byte[64];
        return Encoding.UTF8.TryGetBytes(text, bytes, out var length)
            && Amounts.TryRead(bytes[..length], _isJson, out amount);
    }

    private static string Empty(RowField field) => $"is empty in {field.Source}";

    private static string Shown(string text) => text.Length <= CallBounds.IdLength ? text : $"{text[..60]}…";
}
