using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace PackageBilling.Foundation;

/// <summary>Turns every refusal into problem details (RFC 9457) that name the field (api: "Errors").</summary>
public sealed class Problems(IProblemDetailsService writer, ILogger<Problems> logger) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // There is no caller to answer: when one disconnects while sending, this exception comes
        // before the request counts as aborted.
        if (httpContext.RequestAborted.IsCancellationRequested || exception is ConnectionResetException) return true;
        var problem = Of(exception, httpContext);
        // A temporary problem is no failure: the caller is told to try again, and the log has a line.
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            logger.LogInformation("{Method} {Path} was answered 503: {Reason}", httpContext.Request.Method,
                httpContext.Request.Path, exception.Message);
        else if (problem.Status >= 500)
            logger.LogError(exception, "{Method} {Path} failed", httpContext.Request.Method, httpContext.Request.Path);
        httpContext.Response.StatusCode = problem.Status!.Value;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable) httpContext.Response.Headers.RetryAfter = "1";
        return await writer.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = problem });
    }

    private static ProblemDetails Of(Exception exception, HttpContext http) => exception switch
    {
        ProblemException refused =>
            With(refused, For(StatusOf(refused.Kind), refused.Message, refused.Field, refused.Message)),
        ValidationException invalid => For(StatusCodes.Status422UnprocessableEntity, "A rule forbids this request.",
            invalid.Errors.GroupBy(error => error.PropertyName, StringComparer.Ordinal)
                .ToDictionary(group => group.Key,
                    group => group.Select(error => error.ErrorMessage).Distinct().ToArray(), StringComparer.Ordinal)),
        BadHttpRequestException { InnerException: JsonException json } => For(
            StatusCodes.Status400BadRequest, "The body could not be read.", FieldOf(json), MessageOf(json, http)),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } bad => For(
            bad.StatusCode, "The request could not be read.", "Content-Type", "must be application/json"),
        // Routes take texts, so what the framework can't bind is the body.
        BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad => For(
            bad.StatusCode, "The request could not be read.", "body", "is missing or incomplete"),
        BadHttpRequestException bad => For(bad.StatusCode, "The request could not be read.", "", bad.Message),
        NotYetVisibleException late =>
            For(StatusCodes.Status503ServiceUnavailable, $"Not up to date yet, try again: {late.Message}"),
        EncryptionKeyException wrong => For(StatusCodes.Status503ServiceUnavailable, wrong.Message),
        StreamConflictException =>
            For(StatusCodes.Status503ServiceUnavailable, "Too many others edit the same thing; try again."),
        _ when DatabaseErrors.IsPassing(exception) =>
            For(StatusCodes.Status503ServiceUnavailable, "The database does not answer; try again."),
        _ => For(StatusCodes.Status500InternalServerError, "This should not have happened; it has been logged."),
    };

    private static ProblemDetails With(ProblemException refused, ProblemDetails problem)
    {
        if (refused.Events is null) return problem;
        problem.Extensions["events"] = refused.Events;
        problem.Extensions["eventCount"] = refused.EventCount;
        return problem;
    }

    private static int StatusOf(ProblemKind kind) => kind switch
    {
        ProblemKind.Malformed => StatusCodes.Status400BadRequest,
        ProblemKind.Forbidden => StatusCodes.Status403Forbidden,
        ProblemKind.NotFound => StatusCodes.Status404NotFound,
        ProblemKind.Conflict => StatusCodes.Status409Conflict,
        ProblemKind.Changed => StatusCodes.Status412PreconditionFailed,
        ProblemKind.MediaType => StatusCodes.Status415UnsupportedMediaType,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    private static ProblemDetails For(int status, string detail, string field, string message) =>
        For(status, detail, new Dictionary<string, string[]> { [field.Length == 0 ? "request" : field] = [message] });

    private static ProblemDetails For(int status, string detail, Dictionary<string, string[]>? errors = null)
    {
        var problem = new ProblemDetails { Status = status, Detail = detail };
        if (errors is not null) problem.Extensions["errors"] = errors;
        return problem;
    }

    private static string FieldOf(JsonException json) =>
        json.Path is null or "$" or "" ? "body" : json.Path.TrimStart('$', '.');

    private static string MessageOf(JsonException json, HttpContext http) => json switch
    {
        JsonFaultException => json.Message,
        { InnerException: JsonException } =>
            $"is not JSON that can be read: see line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}",
        { Path: null or "" or "$" } => "is not of the type that belongs here",
        _ => UnknownFields.Message(http, FieldOf(json)) ?? "is given twice, or is not of the type that belongs here",
    };
}
