using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Billing.Storage.Calls;

/// <summary>
/// What stands for a DID in what calls add up to: a hash of its token, so that what was spent on a DID can be told
/// without any key, also after the DID was erased.
/// </summary>
internal static class DidPseudonym
{
    /// <summary>Bytes of the hash that stay: more than any number of DIDs can make collide.</summary>
    private const int Bytes = 16;

    /// <summary>The pseudonym of DID <c>a.did</c> in base 64, as the database computes it.</summary>
    public const string Sql = "encode(substr(sha256(convert_to(a.did, 'UTF8')), 1, 16), 'base64')";

    /// <summary>The pseudonym of a DID.</summary>
    /// <param name="did">Its token.</param>
    public static byte[] Of(string did) => SHA256.HashData(Encoding.UTF8.GetBytes(did))[..Bytes];
}
