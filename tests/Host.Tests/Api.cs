using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>An answer: its status, its body as JSON when it is JSON, and its headers.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonNode? Body, string Text, HttpResponseMessage Message)
{
    public int Code => (int)Status;

    /// <summary>The names that problem details give to what is wrong.</summary>
    public IReadOnlyList<string> Fields =>
        Body?["errors"] is JsonObject errors ? [.. errors.Select(error => error.Key)] : [];
}

/// <summary>Calls the HTTP interface as any client would.</summary>
internal sealed class Api : IDisposable
{
    private readonly HttpClient _client;

    public Api(Uri address, string? key)
    {
        _client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        if (key is not null) _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Task<Answer> Call(
        string method, string path, object? body = null, params (string Name, string Value)[] headers) =>
        Send(method, path, body is null ? null : Json(body is string text ? text : body is JsonNode node
            ? node.ToJsonString() : JsonSerializer.Serialize(body, JsonSerializerOptions.Web)), headers);

    public async Task<Answer> Send(
        string method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request =
            new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative)) { Content = content };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var message = await _client.SendAsync(request);
        var sent = await message.Content.ReadAsStringAsync();
        return new(message.StatusCode, message.Content.Headers.ContentType?.MediaType is "application/json"
            or "application/problem+json" && sent.Length > 0 ? JsonNode.Parse(sent) : null, sent, message);
    }

    /// <summary>Asks for what comes bit by bit; the answer is there before its end.</summary>
    public async Task<HttpResponseMessage> Open(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Accept.ParseAdd(accept);
        return (await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)).EnsureSuccessStatusCode();
    }

    /// <summary>A call that must be answered with one of these statuses; any success when none is named.</summary>
    public async Task<JsonNode?> Must(string method, string path, object? body = null,
        IReadOnlyList<int>? status = null, params (string Name, string Value)[] headers)
    {
        var answer = await Call(method, path, body, headers);
        (status ?? [200, 201, 202, 204]).ShouldContain(answer.Code,
            $"{method} {path} {(body is JsonNode node ? node.ToJsonString() : body)} answered {answer.Text}");
        return answer.Body;
    }

    public void Dispose() => _client.Dispose();

    private static ByteArrayContent Json(string text) =>
        new(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
}
