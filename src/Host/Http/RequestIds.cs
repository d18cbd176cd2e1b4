using System.Text.RegularExpressions;

namespace PackageBilling.Host;

/// <summary>Takes over the id that a caller gives its request, or makes one, and answers with it.</summary>
internal sealed partial class RequestIds(RequestDelegate next)
{
    private const string Header = "X-Request-Id";

    public Task InvokeAsync(HttpContext http)
    {
        // An id that does not look like one is not put into logs and events.
        if (http.Request.Headers[Header].ToString() is var given && given.Length <= HttpLimits.RequestId
            && Pattern().IsMatch(given))
            http.TraceIdentifier = given;
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[Header] = http.TraceIdentifier;
            return Task.CompletedTask;
        });
        return next(http);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._:/+=-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
