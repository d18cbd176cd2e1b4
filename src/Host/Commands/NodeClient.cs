using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PackageBilling.Host;

/// <summary>Calls the HTTP interface of the command's own node.</summary>
internal sealed class NodeClient : IDisposable
{
    private readonly HttpClient _http;

    public NodeClient(Uri address, string key)
    {
        // How long a run takes is the run's business.
        var handler = new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
        _http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Task<JsonNode> Get(string path, CancellationToken ct) => Send(HttpMethod.Get, path, null, ct);

    /// <summary>Sends a command, with the reason that is stored with what it writes.</summary>
    public Task<JsonNode> Post(string path, JsonObject body, CancellationToken ct, string? reason = null) => Send(
        HttpMethod.Post, path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), ct, reason);

    /// <summary>Sends JSON lines.</summary>
    public async Task<JsonNode> PostLines(string path, byte[] lines, CancellationToken ct)
    {
        using var body = new ByteArrayContent(lines);
        body.Headers.ContentType = new("application/x-ndjson");
        return await Send(HttpMethod.Post, path, body, ct);
    }

    /// <summary>Sends files as parts of a form, streamed from disk.</summary>
    public async Task<JsonNode> PostFiles(
        string path, IReadOnlyDictionary<string, FileInfo> files, CancellationToken ct)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (part, file) in files) form.Add(new StreamContent(file.OpenRead()), part, file.Name);
        return await Send(HttpMethod.Post, path, form, ct);
    }

    public async Task Delete(string path, CancellationToken ct)
    {
        using var answer = await _http.DeleteAsync(new Uri(path, UriKind.Relative), ct);
        if (!answer.IsSuccessStatusCode)
            throw Refusal(await answer.Content.ReadAsStringAsync(ct), (int)answer.StatusCode);
    }

    /// <summary>Every row of a list, page by page.</summary>
    public async IAsyncEnumerable<JsonNode> Items(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        for (string? after = ""; after is not null;)
        {
            var page = await Get($"{path}?limit=500&after={Uri.EscapeDataString(after)}", ct);
            foreach (var item in page["items"]!.AsArray()) yield return item!;
            after = page["next"]?.GetValue<string>();
        }
    }

    /// <summary>Copies an answer that is not JSON.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="target">Takes it.</param>
    /// <param name="ct">Breaks off.</param>
    /// <param name="received">Told now and then how many bytes have come.</param>
    public async Task Download(string path, Stream target, CancellationToken ct, Action<long>? received = null)
    {
        using var answer = await _http.GetAsync(
            new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, ct);
        if (!answer.IsSuccessStatusCode)
            throw Refusal(await answer.Content.ReadAsStringAsync(ct), (int)answer.StatusCode);
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var (buffer, bytes) = (new byte[1 << 16], 0L);
        while (await body.ReadAsync(buffer, ct) is > 0 and var read)
        {
            await target.WriteAsync(buffer.AsMemory(0, read), ct);
            received?.Invoke(bytes += read);
        }
    }

    /// <summary>The JSON lines at an address, as they come.</summary>
    public IAsyncEnumerable<JsonNode> Lines(string path, CancellationToken ct) =>
        Lines(new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)), ct);

    /// <summary>Copies an answer as CSV to a question that has a body.</summary>
    public async Task DownloadCsv(string path, JsonObject body, Stream target, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        request.Headers.Accept.ParseAdd("text/csv");
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!answer.IsSuccessStatusCode)
            throw Refusal(await answer.Content.ReadAsStringAsync(ct), (int)answer.StatusCode);
        await answer.Content.CopyToAsync(target, ct);
    }

    /// <summary>The lines of an answer that comes line by line, as they come.</summary>
    public IAsyncEnumerable<JsonNode> Lines(string path, JsonObject body, CancellationToken ct) => Lines(
        new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
            Headers = { { "Accept", "application/x-ndjson" } },
        }, ct);

    private async IAsyncEnumerable<JsonNode> Lines(
        HttpRequestMessage request, [EnumeratorCancellation] CancellationToken ct)
    {
        using var sent = request;
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!answer.IsSuccessStatusCode)
            throw Refusal(await answer.Content.ReadAsStringAsync(ct), (int)answer.StatusCode);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(ct), Encoding.UTF8);
        while (await reader.ReadLineAsync(ct) is { } line) yield return JsonNode.Parse(line)!;
    }

    /// <summary>The data of server-sent events, as they come.</summary>
    public async IAsyncEnumerable<JsonNode> Events(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (!answer.IsSuccessStatusCode)
            throw Refusal(await answer.Content.ReadAsStringAsync(ct), (int)answer.StatusCode);
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(ct)).EnumerateAsync(ct))
            yield return JsonNode.Parse(item.Data)!;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> Send(
        HttpMethod method, string path, HttpContent? body, CancellationToken ct, string? reason = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
        if (reason is not null) request.Headers.TryAddWithoutValidation("X-Reason", reason);
        using var answer = await _http.SendAsync(request, ct);
        var text = await answer.Content.ReadAsStringAsync(ct);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw Refusal(text, (int)answer.StatusCode);
    }

    private static RequestRefusedException Refusal(string text, int status)
    {
        try
        {
            var problem = JsonSerializer.Deserialize<ProblemView>(text, JsonSerializerOptions.Web)!;
            var errors =
                problem.Errors?.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}")) ?? [];
            return new(string.Join(Environment.NewLine, errors.DefaultIfEmpty(problem.Detail ?? problem.Title!)));
        }
        catch (JsonException)
        {
            return new($"The request was answered with status {status}.");
        }
    }
}

/// <summary>The interface refused what a command asked for; the message names the field and the rule.</summary>
internal sealed class RequestRefusedException(string message) : Exception(message);
