using System.Globalization;
using System.Security.Claims;
using Microsoft.Net.Http.Headers;

namespace PackageBilling.Foundation;

/// <summary>Fills the <see cref="RequestContext"/> from the caller's key and headers;
/// refuses headers that cannot be stored.</summary>
public sealed class ReadRequestContext(RequestDelegate next)
{
    /// <summary>Runs after authentication and inside the exception handler.</summary>
    public async Task InvokeAsync(HttpContext http, RequestContext context)
    {
        context.Actor = http.User.Identity?.Name ?? Actors.Anonymous;
        context.KeyId = http.User.FindFirst(ClaimTypes.NameIdentifier)?.Value;
        context.CorrelationId = http.TraceIdentifier;
        context.Reason = Header(http, "X-Reason", Texts.Reason);
        context.IdempotencyKey = HttpMethods.IsPost(http.Request.Method)
            ? Header(http, "Idempotency-Key", Texts.Key) : null;
        context.IfMatch = IfMatch(http);
        // JSON and files must be UTF-8. Content in another charset would be misread, or not read at all.
        if (MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            && type.Charset is { HasValue: true } charset
            && !HeaderUtilities.RemoveQuotes(charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw Problem.MediaType("must be in UTF-8");
        foreach (var (field, value) in http.Request.RouteValues)
            if (value is string text && text.Any(char.IsControl))
                throw Problem.Malformed(field, "must not contain control characters");
        foreach (var (field, values) in http.Request.Query)
        {
            if (!IsReadable(field))
                throw Problem.Malformed("query", "must be valid Unicode text without control characters");
            if (!values.All(IsReadable))
                throw Problem.Malformed(field, "must be valid Unicode text without control characters");
        }
        await next(http);
    }

    // What was percent-encoded and is not UTF-8 arrives as the replacement character.
    private static bool IsReadable(string? text) => text is null || !text.Any(c => char.IsControl(c) || c == '\uFFFD');

    private static string? Header(HttpContext http, string name, int max)
    {
        var text = http.Request.Headers[name].ToString();
        if (string.IsNullOrWhiteSpace(text)) return null;
        return text.Length <= max && !text.Any(char.IsControl) && !text.Contains('\uFFFD', StringComparison.Ordinal)
            ? text.Trim()
            : throw Problem.Malformed(name, $"must be at most {max} printable characters");
    }

    private static long? IfMatch(HttpContext http)
    {
        var text = http.Request.Headers.IfMatch.ToString();
        if (text.Length == 0) return null;
        // A caller that sends it relies on being refused, so no write ignores it.
        if (!HttpMethods.IsGet(http.Request.Method) && http.GetEndpoint() is { } route
            && !route.Metadata.IsIfMatchTaken())
            throw Problem.Malformed("If-Match", "is not taken here: this is bound to no version");
        if (text == "*") return null;
        return long.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw Problem.Malformed("If-Match", "must be the ETag of an earlier answer");
    }
}
