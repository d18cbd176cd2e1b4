using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace PackageBilling.Host;

/// <summary>
/// Sends one delivery as Standard Webhooks describes it: a POST with the body as JSON, <c>webhook-id</c> (the same in
/// every attempt), <c>webhook-timestamp</c> (seconds since 1970 at this attempt), <c>webhook-signature</c>
/// (<see cref="StandardSignature"/>), and <c>webhook-event</c> besides. Any 2xx is success. Deliveries are kept with
/// tokens in the place of personal texts, which are put in only here, so an erased customer's are gone from them.
/// </summary>
internal sealed class WebhookPost(
    WebhookSecrets secrets, WebhookEgress egress, CustomerKeys keys, TimeProvider clock) : IDisposable
{
    // A redirect would send a signed body to somebody who was not registered, and a proxy would connect to addresses
    // that nobody has checked. A connection is renewed so that a changed address is found.
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = (context, ct) => egress.Connect(context.DnsEndPoint, ct),
        ConnectTimeout = WebhookLimits.Answer / 2,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxConnectionsPerServer = WebhookLimits.AtOnce * 4,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<Attempt> Send(LeasedDelivery delivery, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(WebhookLimits.Answer);
        int? status = null;
        try
        {
            // Settings may have changed since it was registered.
            if (egress.RefusalOf(new Uri(delivery.Url)) is { } refusal)
                return Attempt.Refused($"the webhook's url {refusal}");
            using var request = Request(delivery, await RevealedJson.Of(delivery.Body, keys, deadline.Token));
            using var answer = await _client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            status = (int)answer.StatusCode;
            var response = await Beginning(answer, deadline.Token);
            return new(status, answer.IsSuccessStatusCode
                ? null : FormattableString.Invariant($"the receiver answered {status}"), response);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(status, FormattableString.Invariant(
                $"the receiver did not answer within {WebhookLimits.Answer.TotalSeconds} s"), null);
        }
        catch (Exception e) when (Refusal(e) is { } refused)
        {
            return Attempt.Refused(refused.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or CryptographicException or FormatException
            or InvalidOperationException)
        {
            return new(status, Printable(e.Message), null);
        }
    }

    public void Dispose() => _client.Dispose();

    private static EgressRefusedException? Refusal(Exception? e) =>
        e as EgressRefusedException ?? (e?.InnerException is { } inner ? Refusal(inner) : null);

    private HttpRequestMessage Request(LeasedDelivery delivery, string body)
    {
        var timestamp = clock.GetUtcNow().ToUnixTimeSeconds();
        var secret = Encoding.UTF8.GetString(secrets.Open(delivery.WebhookId, delivery.Secret));
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
            { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        request.Headers.TryAddWithoutValidation("User-Agent", "PackageBilling");
        request.Headers.TryAddWithoutValidation("webhook-id", delivery.DeliveryId);
        request.Headers.TryAddWithoutValidation("webhook-event", delivery.Event);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(
            "webhook-signature", StandardSignature.Of(secret, delivery.DeliveryId, timestamp, body));
        return request;
    }

    // An answer that never ends is read no further than what is kept of it.
    private static async Task<string> Beginning(HttpResponseMessage answer, CancellationToken ct)
    {
        var buffer = new byte[WebhookLimits.Response * 4];
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return Printable(Encoding.UTF8.GetString(buffer, 0, read));
    }

    /// <summary>The beginning of a text from outside, with a space for what cannot be printed.</summary>
    internal static string Printable(string text) =>
        string.Concat(text.Take(WebhookLimits.Response)
            .Select(c => char.IsControl(c) || char.IsSurrogate(c) || c == '\uFFFD' ? ' ' : c));
}
