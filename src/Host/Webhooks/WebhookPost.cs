using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Host;

/// <summary>
/// Sends one delivery: a POST with the body as JSON, <c>Webhook-Id</c> (the same in every attempt), <c>Webhook-Event</c>,
/// <c>Webhook-Timestamp</c> (seconds since 1970 at this attempt) and <c>Webhook-Signature</c>: <c>v1=</c> and the lower-case hexadecimal
/// HMAC-SHA256, under the webhook's secret in UTF-8, of the timestamp, a full stop and the body's bytes. Any 2xx is success.
/// </summary>
internal sealed class WebhookPost(WebhookSecrets secrets, TimeProvider clock) : IDisposable
{
    // A redirect would send a signed body to somebody who was not registered. A connection is renewed so that a changed address is found.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = WebhookLimits.Answer / 2,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxConnectionsPerServer = WebhookLimits.AtOnce * 4,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public static string Signature(byte[] secret, long timestamp, string body) => "v1=" + Convert.ToHexStringLower(
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{timestamp}.{body}"))));

    public async Task<Attempt> Send(LeasedDelivery delivery, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(WebhookLimits.Answer);
        int? status = null;
        try
        {
            using var request = Request(delivery);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            status = (int)answer.StatusCode;
            var response = await Beginning(answer, deadline.Token);
            return new(status, answer.IsSuccessStatusCode ? null : FormattableString.Invariant($"the receiver answered {status}"), response);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(status, FormattableString.Invariant($"the receiver did not answer within {WebhookLimits.Answer.TotalSeconds} s"), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or CryptographicException or FormatException or InvalidOperationException)
        {
            return new(status, Short(e.Message), null);
        }
    }

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Request(LeasedDelivery delivery)
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds();
        var secret = secrets.Open(delivery.WebhookId, delivery.Secret);
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(delivery.Body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("User-Agent", "PackageBilling");
        request.Headers.TryAddWithoutValidation("Webhook-Id", delivery.DeliveryId);
        request.Headers.TryAddWithoutValidation("Webhook-Event", delivery.Event);
        request.Headers.TryAddWithoutValidation("Webhook-Timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("Webhook-Signature", Signature(secret, timestamp, delivery.Body));
        return request;
    }

    // An answer that never ends is read no further than what is kept of it.
    private static async Task<string> Beginning(HttpResponseMessage answer, CancellationToken ct)
    {
        var buffer = new byte[WebhookLimits.Response];
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return Short(Encoding.UTF8.GetString(buffer, 0, read));
    }

    private static string Short(string text) => (text.Length <= WebhookLimits.Response ? text : text[..WebhookLimits.Response]).Replace('\0', ' ');
}
