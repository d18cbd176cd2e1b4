using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// Turns tokens back into texts, for one request, batch or export: it looks up keys many at a time and keeps them. Not
/// for longer: a key that is deleted meanwhile would live on in it.
/// </summary>
public sealed class PersonalTexts(CustomerKeys keys)
{
    // An export of a large carrier does not fill the memory with keys.
    private const int KeysKept = 10_000;

    private readonly Dictionary<int, CustomerKey?> _known = [];

    /// <summary>Looks up the keys of tokens; other texts are ignored.</summary>
    public async Task Load(IEnumerable<string?> texts, CancellationToken ct)
    {
        var numbers = new List<int>();
        foreach (var text in texts)
            if (TryRead(text, out var number, out _)) numbers.Add(number);
        await Load(numbers, ct);
    }

    /// <summary>The text of a token whose key was looked up; what is no token is as it is.</summary>
    public string Reveal(string text) =>
        TryRead(text, out var number, out var sealedText) ? Reveal(number, sealedText) ?? text : text;

    /// <summary>Looks up the keys with some numbers.</summary>
    internal async Task Load(IEnumerable<int> numbers, CancellationToken ct)
    {
        if (_known.Count > KeysKept) _known.Clear();
        var missing = numbers.Where(number => !_known.ContainsKey(number)).ToHashSet();
        if (missing.Count == 0) return;
        foreach (var number in missing) _known[number] = null;
        foreach (var (number, key) in await keys.Numbered(missing, ct)) _known[number] = key;
    }

    /// <summary>The text of a token's parts; null for what only looks like one.</summary>
    internal string? Reveal(int number, ReadOnlySpan<byte> vectorAndCipher) =>
        _known.GetValueOrDefault(number)?.Open(vectorAndCipher);

    private static bool TryRead(string? text, out int number, out byte[] vectorAndCipher)
    {
        (number, vectorAndCipher) = (0, []);
        return text is ['~', ..]
            && PersonalToken.TryRead(Encoding.UTF8.GetBytes(text).AsSpan(1), out number, out vectorAndCipher);
    }
}
