using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace PackageBilling.Foundation;

/// <summary>
/// A personal text (a name, a DID, a payment reference) as the log holds it: <c>~</c> and, in base64url, the number of
/// the customer's key, a synthetic initialization vector, and the cipher text. Equal texts of one customer have equal
/// tokens, so texts can be compared and counted without any key.
/// </summary>
internal static class PersonalToken
{
    /// <summary>What a token begins with.</summary>
    public const byte Mark = (byte)'~';

    /// <summary>Bytes of the key's number.</summary>
    public const int NumberBytes = 4;

    /// <summary>Bytes of the synthetic initialization vector, which also proves the text.</summary>
    public const int VectorBytes = 12;

    /// <summary>Bytes of the longest text.</summary>
    public const int MaxTextBytes = 4 * 200;

    /// <summary>What base64url is written with.</summary>
    public static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    private const int Head = NumberBytes + VectorBytes;

    // Says that what follows is UTF-8; digits are written two in a byte and never begin like that.
    private const byte AnyText = 0xff, NoDigit = 0xf;

    /// <summary>The fewest and the most characters behind the mark.</summary>
    public static readonly (int Min, int Max) Length =
        (Base64Url.GetEncodedLength(Head + 1), Base64Url.GetEncodedLength(Head + 1 + MaxTextBytes));

    /// <summary>The token of its parts.</summary>
    public static string Write(int number, ReadOnlySpan<byte> vector, ReadOnlySpan<byte> cipher)
    {
        Span<byte> bytes = stackalloc byte[Head + cipher.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        vector.CopyTo(bytes[NumberBytes..]);
        cipher.CopyTo(bytes[Head..]);
        return $"~{Base64Url.EncodeToString(bytes)}";
    }

    /// <summary>The parts of what stands behind the mark; false for anything that cannot be a token.</summary>
    public static bool TryRead(ReadOnlySpan<byte> characters, out int number, out byte[] vectorAndCipher)
    {
        (number, vectorAndCipher) = (0, []);
        if (characters.Length < Length.Min || characters.Length > Length.Max || !Base64Url.IsValid(characters))
            return false;
        var bytes = Base64Url.DecodeFromUtf8(characters);
        number = BinaryPrimitives.ReadInt32BigEndian(bytes);
        vectorAndCipher = bytes[NumberBytes..];
        return number > 0 && vectorAndCipher.Length > VectorBytes;
    }

    /// <summary>
    /// A text in bytes: half a byte for a digit when it has nothing else, since most are numbers and lines hold them
    /// by the million.
    /// </summary>
    public static byte[] Bytes(string text)
    {
        if (text.Length == 0 || text.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return [AnyText, .. Encoding.UTF8.GetBytes(text)];
        var bytes = new byte[(text.Length + 1) / 2];
        for (var i = 0; i < text.Length; i += 2)
            bytes[i / 2] = (byte)(((text[i] - '0') << 4) | (i + 1 < text.Length ? text[i + 1] - '0' : NoDigit));
        return bytes;
    }

    /// <summary>The text of <see cref="Bytes"/>.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] == AnyText) return Encoding.UTF8.GetString(bytes[1..]);
        var digits = new StringBuilder(2 * bytes.Length);
        foreach (var two in bytes)
        {
            digits.Append((char)('0' + (two >> 4)));
            if ((two & NoDigit) != NoDigit) digits.Append((char)('0' + (two & NoDigit)));
        }
        return digits.ToString();
    }
}
