using System.Security.Cryptography;

namespace PackageBilling.Modules.Tests.Values;

/// <summary>The hash of short texts is SHA-256, by whichever library it is made.</summary>
public sealed class ShortHashes
{
    [Fact]
    public void a_short_text_has_the_hash_that_the_framework_gives_it()
    {
        // More room than it takes, to see that only its own is written.
        Span<byte> hash = stackalloc byte[40];
        for (var length = 0; length < 300; length++)
        {
            hash.Fill(7);
            var text = RandomNumberGenerator.GetBytes(length);
            ShortHash.Write(text, hash);
            Convert.ToHexString(hash[..32]).ShouldBe(Convert.ToHexString(SHA256.HashData(text)));
            hash[32..].ToArray().ShouldAllBe(left => left == 7);
        }
    }

    [Theory]
    [InlineData(-1), InlineData(0), InlineData(1), InlineData(100_000)]
    public void a_long_text_is_hashed_too(int more)
    {
        var hash = new byte[32];
        var text = RandomNumberGenerator.GetBytes(ShortHash.ShortBytes + more);
        ShortHash.Write(text, hash);
        hash.ShouldBe(SHA256.HashData(text));
    }

    [Fact]
    public void where_the_framework_finds_openssl_3_its_own_functions_are_found() =>
        ShortHash.IsQuick.ShouldBe(OperatingSystem.IsLinux() && SafeEvpPKeyHandle.OpenSslVersion >> 28 == 3);

    [Theory]
    [InlineData(10), InlineData(2_000)]
    public void without_room_nothing_is_hashed(int length) =>
        Should.Throw<ArgumentException>(() => ShortHash.Write(new byte[length], new byte[31]));
}
