namespace PackageBilling.Host;

/// <summary>
/// Breaks off an answer that has begun when the database goes away under it, so that nobody takes a part for the whole.
/// That is a line in the log: it passes by itself, and the caller asks again.
/// </summary>
internal sealed class BrokenOffAnswers(RequestDelegate next, ILogger<BrokenOffAnswers> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception e) when (http.Response.HasStarted && DatabaseErrors.IsUnavailable(e))
        {
            logger.LogInformation(
                "{Method} {Path} was broken off: {Reason}", http.Request.Method, http.Request.Path, e.Message);
            http.Abort();
        }
    }
}
