using System.Security.Claims;

namespace PackageBilling.Portal;

/// <summary>
/// Who is signed in, and with which key. The browser never has the key after the sign-in: its cookie holds the
/// session's id.
/// </summary>
public sealed record Session(string Key, string KeyId, string Name, string Role)
{
    /// <summary>The authentication scheme of the portal's pages. The HTTP interface does not take it:
    /// there a cookie counts for nothing.</summary>
    public const string Scheme = "Portal";

    private const string KeyClaim = "key";

    /// <summary>Reads it from a request; null for a stranger.</summary>
    public static Session? Of(ClaimsPrincipal visitor) =>
        visitor.Identities.FirstOrDefault(identity => identity.AuthenticationType == Scheme
            && identity.IsAuthenticated) is { } identity
            ? new(Claim(identity, KeyClaim), Claim(identity, ClaimTypes.NameIdentifier),
                Claim(identity, ClaimTypes.Name), Claim(identity, ClaimTypes.Role))
            : null;

    /// <summary>As the cookie holds it.</summary>
    public ClaimsPrincipal Principal() => new(new ClaimsIdentity(
        [new(KeyClaim, Key), new(ClaimTypes.NameIdentifier, KeyId), new(ClaimTypes.Name, Name),
            new(ClaimTypes.Role, Role)], Scheme));

    private static string Claim(ClaimsIdentity identity, string type) => identity.FindFirst(type)?.Value ?? "";
}
