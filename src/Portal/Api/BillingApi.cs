using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PackageBilling.Portal;

/// <summary>
/// The HTTP interface as one caller uses it. The calls stand in the files named after what they are about. Whatever the
/// interface refuses is an <see cref="ApiRefusedException"/>.
/// </summary>
internal sealed partial class BillingApi(ApiConnection connection, string key)
{
    /// <summary>The most rows of one answer.</summary>
    public const int MaxRows = 500;

    // Each waits some seconds by itself.
    private const int ReadAttempts = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new AmountConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Whose key this is.</summary>
    public Task<CurrentKey> Current(CancellationToken ct) => Get<CurrentKey>("/api/keys/current", ct);

    private async Task<T> Get<T>(string path, CancellationToken ct, params (string Name, string? Value)[] query)
    {
        using var answer = await Send(HttpMethod.Get, Addresses.Of(path, query), null, null, ct);
        return await Read<T>(answer, ct);
    }

    private async Task<Seen<T>> GetSeen<T>(string path, CancellationToken ct,
        params (string Name, string? Value)[] query)
    {
        using var answer = await Send(HttpMethod.Get, Addresses.Of(path, query), null, null, ct);
        return new(await Read<T>(answer, ct), answer.Headers.ETag?.Tag);
    }

    private async Task<T> Write<T>(HttpMethod method, string path, object? body, Writing writing, CancellationToken ct)
    {
        using var answer = await Send(method, path, Body(body), writing, ct);
        return await Read<T>(answer, ct);
    }

    private Task<T> Post<T>(string path, object? body, Writing writing, CancellationToken ct) =>
        Write<T>(HttpMethod.Post, path, body, writing, ct);

    private async Task Post(string path, object? body, Writing writing, CancellationToken ct)
    {
        using var answer = await Send(HttpMethod.Post, path, Body(body), writing, ct);
    }

    /// <summary>The answer to a request, for those who pass it on as it comes.</summary>
    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, HttpContent? body, Writing? writing,
        CancellationToken ct, string? accept = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var request = Request(method, path, body, writing, accept);
            var answer = await connection.Send(request, ct);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer)
            {
                // A read that waited for the books in vain may wait again: a person would do nothing else.
                if (method != HttpMethod.Get || answer.StatusCode != HttpStatusCode.ServiceUnavailable
                    || attempt == ReadAttempts)
                    throw await ApiRefusedException.Of(answer, ct);
            }
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, HttpContent? body, Writing? writing,
        string? accept)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        if (accept is not null) request.Headers.Accept.ParseAdd(accept);
        if (writing?.Reason is { Length: > 0 } reason) request.Headers.TryAddWithoutValidation("X-Reason", reason);
        if (writing?.Once is { Length: > 0 } once && method == HttpMethod.Post)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", once);
        if (writing?.IfMatch is { Length: > 0 } seen) request.Headers.TryAddWithoutValidation("If-Match", seen);
        if (writing?.Prefer is { } prefer) request.Headers.TryAddWithoutValidation("Prefer", prefer);
        return request;
    }

    private static JsonContent? Body(object? body) =>
        body is null ? null : JsonContent.Create(body, body.GetType(), options: Json);

    private static async Task<T> Read<T>(HttpResponseMessage answer, CancellationToken ct) =>
        await answer.Content.ReadFromJsonAsync<T>(Json,
            ct) ?? throw new InvalidDataException("The interface answered nothing.");

    private static (string, string?) Limit(int limit) =>
        ("limit", limit.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static string Id(string id) => Uri.EscapeDataString(id);
}

/// <summary>What was read, with the tag that an edit of it is bound to.</summary>
public sealed record Seen<T>(T Value, string? Tag);

/// <summary>What goes along with a write.</summary>
/// <param name="Once">The same for every repeat of the same wish, so that it is granted once.</param>
/// <param name="Reason">Why.</param>
/// <param name="IfMatch">The version that was seen; another one refuses the edit.</param>
/// <param name="Prefer">How long the answer may wait.</param>
public sealed record Writing(string? Once = null, string? Reason = null, string? IfMatch = null, string? Prefer = null);
