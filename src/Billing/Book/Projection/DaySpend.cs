using System.Buffers;
using System.Globalization;
using System.Text;

namespace PackageBilling.Billing;

/// <summary>What the calls of one event and date were charged, altogether and by the DID's pseudonym.</summary>
internal sealed class DaySpend
{
    // In base 64.
    private const int DidKeyLength = (CustomerSecret.Kept + 2) / 3 * 4;

    private Dictionary<string, decimal>? _dids;

    public decimal Charged { get; private set; }

    /// <summary>A JSON object; null when no call came with a DID.</summary>
    public string? Dids
    {
        get
        {
            if (_dids is null) return null;
            var text = new StringBuilder(_dids.Count * 40);
            foreach (var (did, charged) in _dids.OrderBy(one => one.Key, StringComparer.Ordinal))
                text.Append(text.Length == 0 ? '{' : ',').Append(CultureInfo.InvariantCulture, $"\"{did}\":{charged}");
            return text.Append('}').ToString();
        }
    }

    /// <summary>Adds a call.</summary>
    /// <param name="didKey">The pseudonym in base 64; empty for none.</param>
    /// <param name="charged">What it was charged.</param>
    public void Add(ReadOnlySpan<byte> didKey, decimal charged)
    {
        Charged += charged;
        if (didKey.IsEmpty) return;
        _dids ??= new(StringComparer.Ordinal);
        Span<char> did = stackalloc char[DidKeyLength];
        if (didKey.Length != DidKeyLength || Ascii.ToUtf16(didKey, did, out _) != OperationStatus.Done)
            throw new InvalidOperationException("A stored pseudonym of a DID is not in its form.");
        // A text is made of a pseudonym the first time only.
        var dids = _dids.GetAlternateLookup<ReadOnlySpan<char>>();
        dids.TryGetValue(did, out var before);
        dids[did] = before + charged;
    }
}
