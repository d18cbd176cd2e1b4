using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace PackageBilling.Host;

/// <summary>
/// Writes problem details whatever the caller accepts: the framework's own writer gives up when a caller of a CSV
/// report accepts no JSON, and then a refusal becomes an empty answer or a failure.
/// </summary>
internal sealed class ProblemWriter(IOptions<JsonOptions> json) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        problem.Status ??= http.Response.StatusCode;
        problem.Type ??= ProblemTypes.Of(problem.Status.Value);
        problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status.Value);
        problem.Detail ??= DetailOf(problem.Status.Value);
        if (FieldOf(problem.Status.Value) is { } field)
            problem.Extensions.TryAdd(
                "errors", new Dictionary<string, string[]> { [field] = [problem.Detail ?? problem.Title] });
        problem.Extensions["requestId"] = http.TraceIdentifier;
        await http.Response.WriteAsJsonAsync(
            problem, json.Value.SerializerOptions, "application/problem+json", http.RequestAborted);
    }

    private static string? DetailOf(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => "Send a valid API key: Authorization: Bearer <key>.",
        StatusCodes.Status403Forbidden => "The key's role does not allow this.",
        StatusCodes.Status404NotFound => "There is nothing at this address; see /openapi/v1.json.",
        StatusCodes.Status405MethodNotAllowed => "This address does not take this method; see the Allow header.",
        StatusCodes.Status413PayloadTooLarge => $"A body can have at most {HttpLimits.BodyBytes} bytes.",
        StatusCodes.Status415UnsupportedMediaType =>
            "must be application/json, or what /openapi/v1.json says for this address",
        StatusCodes.Status429TooManyRequests => "Too many requests a second with this key; see the Retry-After header.",
        _ => null,
    };

    private static string? FieldOf(int status) => status switch
    {
        StatusCodes.Status405MethodNotAllowed => "method",
        StatusCodes.Status413PayloadTooLarge => "body",
        StatusCodes.Status415UnsupportedMediaType => "Content-Type",
        _ => null,
    };
}
