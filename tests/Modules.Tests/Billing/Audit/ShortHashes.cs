using System.Security.Cryptography;
using PackageBilling.Billing;

namespace PackageBilling.Modules.Tests.Billing.Audit;

/// <summary>The hash that is used again and again is SHA-256 each time, whoever makes it.</summary>
public sealed class ShortHashes
{
    private delegate void Way(ReadOnlySpan<byte> text, Span<byte> into);

    [Fact]
    public void a_hash_does_not_know_of_those_before_it() => Same(ShortHash.Write);

    [Fact]
    public void the_frameworks_is_the_same() => Same(ShortHash.WriteByFramework);

    [Fact]
    public void openssls_own_is_the_same()
    {
        Assert.SkipUnless(OpenSslSha256.IsHere, "this system has no OpenSSL 3");
        Same(OpenSslSha256.Write);
    }

    [Fact]
    public void where_the_framework_finds_openssl_3_its_own_functions_are_found() =>
        OpenSslSha256.IsHere.ShouldBe(OperatingSystem.IsLinux() && SafeEvpPKeyHandle.OpenSslVersion >> 28 == 3);

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
    public void without_room_nothing_is_hashed()
    {
        Should.Throw<ArgumentException>(() => ShortHash.Write("lost"u8, new byte[31]));
        Should.Throw<ArgumentOutOfRangeException>(() => OpenSslSha256.Write("lost"u8, new byte[31]));

        var hash = new byte[32];
        ShortHash.Write("kept"u8, hash);
        hash.ShouldBe(SHA256.HashData("kept"u8));
    }

    private static void Same(Way way)
    {
        // More room than it takes, to see that only its own is written.
        Span<byte> hash = stackalloc byte[40];
        for (var length = 0; length < 300; length++)
        {
            hash.Fill(7);
            var text = RandomNumberGenerator.GetBytes(length);
            way(text, hash);
            Convert.ToHexString(hash[..32]).ShouldBe(Convert.ToHexString(SHA256.HashData(text)));
            hash[32..].ToArray().ShouldAllBe(left => left == 7);
        }
    }
}
