using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Billing.Usage;

/// <summary>The keys of some customers' months, to encrypt and read the numbers of calls with (AES-GCM).</summary>
internal sealed class CallKeys(IReadOnlyDictionary<(string CustomerId, DateOnly Month), byte[]> keys) : IDisposable
{
    /// <summary>What is shown of a number whose key was deleted.</summary>
    public const string Erased = "erased";

    private readonly Dictionary<(string CustomerId, DateOnly Month), AesGcm> _ciphers = [];

    /// <summary>The first day of the month that a date's key is for.</summary>
    public static DateOnly MonthOf(DateOnly date) => new(date.Year, date.Month, 1);

    /// <summary>Destinations and DIDs of calls of one month, readable with its key only
    /// and bound to the calls' ids.</summary>
    public SealedNumbers Seal(string customerId, DateOnly month, IReadOnlyList<Call> calls)
    {
        var cipher = Cipher(customerId, month)
            ?? throw new InvalidOperationException($"There is no key for {customerId} in {month:O}.");
        var lines = new StringBuilder(calls.Count * 32);
        foreach (var call in calls) lines.Append(call.Destination).Append(' ').Append(call.Did).Append('\n');
        var text = Encoding.ASCII.GetBytes(lines.ToString());
        return new(month, SealedBytes.Seal(cipher, text, Ids(calls.Select(call => call.CallId))));
    }

    /// <summary>Destination and DID of each call of an event, <see cref="Erased"/> where the key
    /// that they were encrypted under is gone.</summary>
    public IReadOnlyList<(string Destination, string? Did)> Open(CallsRated rated)
    {
        var numbers = new (string, string?)[rated.Calls.Count];
        foreach (var month in rated.Numbers)
        {
            var places = Enumerable.Range(0, numbers.Length)
                .Where(i => MonthOf(rated.Calls[i].LocalDate) == month.Month).ToList();
            var lines = Lines(rated.CustomerId, month, Ids(places.Select(i => rated.Calls[i].CallId)));
            for (var n = 0; n < places.Count; n++)
                numbers[places[n]] = lines is not null
                    ? Numbers(lines[n]) : (Erased, rated.Calls[places[n]].DidKey is null ? null : Erased);
        }
        return numbers;
    }

    private string[]? Lines(string customerId, SealedNumbers month, byte[] ids)
    {
        if (Cipher(customerId, month.Month) is not { } cipher) return null;
        try
        {
            return Encoding.ASCII.GetString(SealedBytes.Open(cipher, month.Text, ids)).Split('\n');
        }
        catch (AuthenticationTagMismatchException)
        {
            // The month was erased, and calls that arrived later got a new key.
            return null;
        }
    }

    private static (string, string?) Numbers(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return (line[..space], space + 1 < line.Length ? line[(space + 1)..] : null);
    }

    // No id has a line feed in it.
    private static byte[] Ids(IEnumerable<string> callIds) => Encoding.UTF8.GetBytes(string.Join('\n', callIds));

    public void Dispose()
    {
        foreach (var cipher in _ciphers.Values) cipher.Dispose();
    }

    private AesGcm? Cipher(string customerId, DateOnly month)
    {
        var of = (customerId, month);
        if (_ciphers.TryGetValue(of, out var cipher)) return cipher;
        return keys.TryGetValue(of, out var key) ? _ciphers[of] = new(key, SealedBytes.TagBytes) : null;
    }
}
