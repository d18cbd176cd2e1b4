using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace PackageBilling.Host;

/// <summary>Knows a caller by the key that it sends (api: "Access").</summary>
internal sealed class BearerKeys(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KnownKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Name = "Bearer";
    private const string Prefix = "Bearer ";

    /// <summary>The secret that a request carries; null when it carries none.</summary>
    public static string? SecretOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header
            && header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SecretOf(Request) is not { Length: > 0 } secret) return AuthenticateResult.NoResult();
        if (await keys.Find(secret, Context.RequestAborted) is not { } key)
            return AuthenticateResult.Fail("That API key isn't valid.");
        var caller = new ClaimsIdentity(
            [new(ClaimTypes.Name, key.Name), new(ClaimTypes.Role, key.Role), new(ClaimTypes.NameIdentifier, key.KeyId)],
            Scheme.Name);
        return AuthenticateResult.Success(new(new ClaimsPrincipal(caller), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = SecretOf(Request) is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        return Task.CompletedTask;
    }
}
