using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Billing.Usage;

/// <summary>What a customer's calls are hashed under: without it, nobody can find a number by trying
/// all of them.</summary>
/// <param name="InnerPad">The key of HMAC-SHA-256, padded to a block, with 0x36.</param>
/// <param name="OuterPad">The same with 0x5c.</param>
internal sealed record CustomerSecret(byte[] InnerPad, byte[] OuterPad)
{
    /// <summary>Bytes of a hash that are kept: more than any number of calls can make collide.</summary>
    public const int HashBytes = 16;

    private const int Block = 64;

    public static CustomerSecret Of(ReadOnlySpan<byte> key)
    {
        var (inner, outer) = (new byte[Block], new byte[Block]);
        inner.AsSpan().Fill(0x36);
        outer.AsSpan().Fill(0x5c);
        for (var i = 0; i < key.Length; i++)
        {
            inner[i] ^= key[i];
            outer[i] ^= key[i];
        }
        return new(inner, outer);
    }

    /// <summary>A hash of all that was sent of a call, to tell a repeat from another call with the same id.</summary>
    public byte[] Content(Call call)
    {
        Span<byte> text = stackalloc byte[256];
        var length = Encoding.UTF8.GetBytes(call.CustomerId, text);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(call.Destination, text[length..]);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(call.Did ?? "", text[length..]);
        text[length++] = 0;
        BinaryPrimitives.WriteInt64LittleEndian(text[length..], call.StartedAt.UtcTicks);
        BinaryPrimitives.WriteInt32LittleEndian(text[(length + 8)..], call.BilledSeconds);
        // Within bounds an amount is a whole number of millionths, however many zeros it was written with.
        BinaryPrimitives.WriteInt64LittleEndian(text[(length + 12)..], (long)(call.Amount * 1_000_000));
        return Hash(text[..(length + 20)]);
    }

    private byte[] Hash(ReadOnlySpan<byte> text)
    {
        Span<byte> input = stackalloc byte[Block + 256];
        InnerPad.CopyTo(input);
        text.CopyTo(input[Block..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        ShortHash.Write(input[..(Block + text.Length)], hash);
        OuterPad.CopyTo(input);
        hash.CopyTo(input[Block..]);
        ShortHash.Write(input[..(Block + SHA256.HashSizeInBytes)], hash);
        return hash[..HashBytes].ToArray();
    }
}
