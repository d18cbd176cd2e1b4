using System.Collections.Concurrent;

namespace PackageBilling.Host;

/// <summary>How many requests this node has answered, by status.</summary>
internal sealed class RequestCounts
{
    private readonly ConcurrentDictionary<int, long> _byStatus = new();

    public IReadOnlyCollection<KeyValuePair<int, long>> ByStatus => [.. _byStatus.OrderBy(count => count.Key)];

    public void Add(int status) => _byStatus.AddOrUpdate(status, 1, (_, count) => count + 1);
}

/// <summary>Counts what is answered, refusals included.</summary>
internal sealed class CountRequests(RequestDelegate next, RequestCounts counts)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        finally
        {
            counts.Add(http.Response.StatusCode);
        }
    }
}
