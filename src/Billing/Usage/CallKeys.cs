using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Billing;

/// <summary>The keys of some customers' months, to encrypt and read the numbers of calls with (AES-GCM).</summary>
internal sealed class CallKeys(IReadOnlyDictionary<(string CustomerId, DateOnly Month), byte[]> keys) : IDisposable
{
    /// <summary>What is shown of a number whose key was deleted.</summary>
    public const string Erased = "erased";

    private const int Nonce = 12, Tag = 16;
    private readonly Dictionary<(string CustomerId, DateOnly Month), AesGcm> _ciphers = [];

    /// <summary>The first day of the month that a date's key is for.</summary>
    public static DateOnly MonthOf(DateOnly date) => new(date.Year, date.Month, 1);

    /// <summary>Destination and DID of a call, readable with its key only and bound to its id.</summary>
    public byte[] Seal(Call call, DateOnly localDate)
    {
        var cipher = Cipher(call.CustomerId, localDate) ?? throw new InvalidOperationException($"There is no key for {call.CustomerId} on {localDate:O}.");
        var text = Encoding.ASCII.GetBytes(call.Did is null ? call.Destination : $"{call.Destination} {call.Did}");
        var sealedText = new byte[Nonce + Tag + text.Length];
        RandomNumberGenerator.Fill(sealedText.AsSpan(0, Nonce));
        cipher.Encrypt(sealedText.AsSpan(0, Nonce), text, sealedText.AsSpan(Nonce + Tag), sealedText.AsSpan(Nonce, Tag), Encoding.UTF8.GetBytes(call.CallId));
        return sealedText;
    }

    /// <summary>Destination and DID of a call, <see cref="Erased"/> when the key that they were encrypted under is gone.</summary>
    public (string Destination, string? Did) Open(string customerId, RatedCall call)
    {
        var erased = (Erased, call.DidKey is null ? null : Erased);
        if (Cipher(customerId, call.LocalDate) is not { } cipher) return erased;
        var text = new byte[call.Sealed.Length - Nonce - Tag];
        try
        {
            cipher.Decrypt(call.Sealed.AsSpan(0, Nonce), call.Sealed.AsSpan(Nonce + Tag), call.Sealed.AsSpan(Nonce, Tag), text, Encoding.UTF8.GetBytes(call.CallId));
        }
        catch (AuthenticationTagMismatchException)
        {
            // The month was erased, and calls that arrived later got a new key.
            return erased;
        }
        return Encoding.ASCII.GetString(text).Split(' ') is [var destination, var did] ? (destination, did) : (Encoding.ASCII.GetString(text), null);
    }

    public void Dispose()
    {
        foreach (var cipher in _ciphers.Values) cipher.Dispose();
    }

    private AesGcm? Cipher(string customerId, DateOnly localDate)
    {
        var of = (customerId, MonthOf(localDate));
        if (_ciphers.TryGetValue(of, out var cipher)) return cipher;
        return keys.TryGetValue(of, out var key) ? _ciphers[of] = new(key, Tag) : null;
    }
}
