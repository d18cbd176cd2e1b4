using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace PackageBilling.Billing.Events;

/// <summary>A rated call in its stored form (<see cref="RatedCallText"/>).</summary>
internal readonly ref struct RatedCallLine
{
    private const byte None = (byte)'-', CarriedOver = (byte)'+';

    private readonly ReadOnlySpan<byte> _startedAt, _localDate, _billedSeconds, _amount, _freeSeconds, _charged, _uses,
        _didKey, _content, _callId;

    /// <exception cref="JsonException">There are fewer fields than a call has.</exception>
    public RatedCallLine(ReadOnlySpan<byte> text)
    {
        _startedAt = Next(ref text);
        _localDate = Next(ref text);
        _billedSeconds = Next(ref text);
        _amount = Next(ref text);
        _freeSeconds = Next(ref text);
        _charged = Next(ref text);
        _uses = Next(ref text);
        _didKey = Next(ref text);
        _content = Next(ref text);
        _callId = text;
    }

    /// <summary>The call.</summary>
    /// <exception cref="JsonException">A field is not in its form.</exception>
    public RatedCall Call() => new(
        Encoding.UTF8.GetString(_callId), Instants.Parse(_startedAt) ?? throw Bad(), Date(_localDate),
        Number(_billedSeconds), Amount(_amount),
        Number(_freeSeconds), Amount(_charged), Uses(_uses), Bytes(_didKey), Bytes(_content) ?? []);

    private static List<FreeUse>? Uses(ReadOnlySpan<byte> rest)
    {
        if (rest is [None]) return null;
        var uses = new List<FreeUse>(2);
        while (!rest.IsEmpty)
        {
            var comma = rest.IndexOf((byte)',');
            uses.Add(Use(comma < 0 ? rest : rest[..comma]));
            rest = comma < 0 ? [] : rest[(comma + 1)..];
        }
        return uses;
    }

    private static FreeUse Use(ReadOnlySpan<byte> use)
    {
        var (seconds, window) = (use.LastIndexOf((byte)':'), 0);
        if (seconds < 0 || (window = use[..seconds].LastIndexOf((byte)':')) < 0) throw Bad();
        var count = use[(seconds + 1)..];
        var isCarriedOver = count is [.., CarriedOver];
        return new(
            Encoding.UTF8.GetString(use[..window]), Date(use[(window + 1)..seconds]),
            Number(isCarriedOver ? count[..^1] : count), isCarriedOver);
    }

    private static ReadOnlySpan<byte> Next(scoped ref ReadOnlySpan<byte> text)
    {
        var length = text.IndexOf((byte)' ');
        if (length < 0) throw Bad();
        var field = text[..length];
        text = text[(length + 1)..];
        return field;
    }

    private static DateOnly Date(ReadOnlySpan<byte> text) => Instants.Date(text) ?? throw Bad();

    private static int Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out int number, out var read) && read == text.Length ? number : throw Bad();

    private static decimal Amount(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out decimal amount, out var read) && read == text.Length ? amount : throw Bad();

    private static byte[]? Bytes(ReadOnlySpan<byte> text)
    {
        if (text is [None]) return null;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out _, out var written) != OperationStatus.Done) throw Bad();
        return written == bytes.Length ? bytes : bytes[..written];
    }

    private static JsonException Bad() => new("A stored call is not in its form.");
}
