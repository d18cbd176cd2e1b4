namespace PackageBilling.Host;

/// <summary>Answers HEAD as GET without the body, as monitors and load balancers ask.
/// The server leaves the body out by itself.</summary>
internal sealed class HeadRequests(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (HttpMethods.IsHead(http.Request.Method)) http.Request.Method = HttpMethods.Get;
        return next(http);
    }
}
