using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace PackageBilling.Billing;

/// <summary>A rated call in its stored form (<see cref="RatedCallText"/>), of which no more is read than is asked for.</summary>
internal readonly ref struct RatedCallLine
{
    private const int FieldsBeforeId = 9;
    private const byte None = (byte)'-';

    private readonly ReadOnlySpan<byte> _startedAt, _localDate, _billedSeconds, _amount, _freeSeconds, _charged, _uses, _didKey, _content, _callId;

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

    public DateTimeOffset StartedAt => Instants.Parse(_startedAt) ?? throw Bad();

    public DateOnly LocalDate => Date(_localDate);

    public decimal Charged => Amount(_charged);

    /// <summary>The pseudonym of the DID in base 64; empty for none.</summary>
    public ReadOnlySpan<byte> DidKey => _didKey is [None] ? [] : _didKey;

    /// <summary>Whether free minutes covered some of the call.</summary>
    public bool HasUses => _uses is not [None];

    /// <summary>What covered the call.</summary>
    public UseEnumerator GetEnumerator() => new(HasUses ? _uses : []);

    /// <summary>All of it.</summary>
    public RatedCall Call() => new(
        Encoding.UTF8.GetString(_callId), StartedAt, LocalDate, Number(_billedSeconds), Amount(_amount), Number(_freeSeconds), Charged, Uses(),
        Bytes(_didKey), Bytes(_content) ?? []);

    private List<FreeUse>? Uses()
    {
        if (!HasUses) return null;
        var uses = new List<FreeUse>(2);
        foreach (var use in this) uses.Add(new(Encoding.UTF8.GetString(use.AssignmentId), use.WindowFrom, use.Seconds));
        return uses;
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

    private static int Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out int number, out var read) && read == text.Length ? number : throw Bad();

    private static decimal Amount(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out decimal amount, out var read) && read == text.Length ? amount : throw Bad();

    private static byte[]? Bytes(ReadOnlySpan<byte> text)
    {
        if (text is [None]) return null;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, bytes, out _, out var written) != OperationStatus.Done) throw Bad();
        return written == bytes.Length ? bytes : bytes[..written];
    }

    private static JsonException Bad() => new("A stored call is not in its form.");

    /// <summary>One window that covered some of a call.</summary>
    public readonly ref struct Use(ReadOnlySpan<byte> assignmentId, ReadOnlySpan<byte> windowFrom, ReadOnlySpan<byte> seconds)
    {
        private readonly ReadOnlySpan<byte> _windowFrom = windowFrom, _seconds = seconds;

        public ReadOnlySpan<byte> AssignmentId { get; } = assignmentId;

        public DateOnly WindowFrom => Date(_windowFrom);

        public int Seconds => Number(_seconds);
    }

    /// <summary>Goes through what covered a call, in the order of use.</summary>
    public ref struct UseEnumerator(ReadOnlySpan<byte> uses)
    {
        private ReadOnlySpan<byte> _rest = uses, _use;

        public bool MoveNext()
        {
            if (_rest.IsEmpty) return false;
            var comma = _rest.IndexOf((byte)',');
            _use = comma < 0 ? _rest : _rest[..comma];
            _rest = comma < 0 ? [] : _rest[(comma + 1)..];
            return true;
        }

        public readonly Use Current
        {
            get
            {
                var (seconds, window) = (_use.LastIndexOf((byte)':'), 0);
                if (seconds < 0 || (window = _use[..seconds].LastIndexOf((byte)':')) < 0) throw Bad();
                return new(_use[..window], _use[(window + 1)..seconds], _use[(seconds + 1)..]);
            }
        }
    }
}
