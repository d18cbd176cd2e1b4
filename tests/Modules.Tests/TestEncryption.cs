using PackageBilling.Harness;

namespace PackageBilling.Modules.Tests;

/// <summary>Encryption keys for tests.</summary>
internal static class TestEncryption
{
    /// <summary>Those of all tests that don't say otherwise: tests may share a database.</summary>
    public static readonly EncryptionKeys Keys = new([Convert.FromBase64String(HostProcess.EncryptionKey)]);

    /// <summary>A key that no other test has.</summary>
    public static byte[] NewKey() =>
        System.Security.Cryptography.RandomNumberGenerator.GetBytes(EncryptionKeys.KeyBytes);
}
