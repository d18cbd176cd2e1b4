using System.Security.Cryptography;
using PackageBilling.Billing;

namespace PackageBilling.Modules.Tests.Billing.Audit;

/// <summary>The hash that is used again and again is SHA-256 each time.</summary>
public sealed class ShortHashes
{
    [Fact]
    public void a_hash_does_not_know_of_those_before_it()
    {
        Span<byte> hash = stackalloc byte[32];
        for (var length = 0; length < 300; length++)
        {
            var text = RandomNumberGenerator.GetBytes(length);
            ShortHash.Write(text, hash);
            Convert.ToHexString(hash).ShouldBe(Convert.ToHexString(SHA256.HashData(text)));
        }
    }

    [Fact]
    public void without_room_nothing_is_hashed()
    {
        Should.Throw<ArgumentException>(() => ShortHash.Write("lost"u8, new byte[31]));

        var hash = new byte[32];
        ShortHash.Write("kept"u8, hash);
        hash.ShouldBe(SHA256.HashData("kept"u8));
    }
}
