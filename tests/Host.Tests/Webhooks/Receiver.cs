using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>What a receiver was sent.</summary>
internal sealed record Received(string Id, string Event, long Timestamp, string Signature, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Customer => Json["customerId"]?.GetValue<string>();
}

/// <summary>A real HTTP server on loopback that is told of events, and answers as the test wants.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly int _port = FreePort();
    private readonly List<Received> _received = [];
    private readonly Func<Received, Task<int>> _answer;
    private HttpListener? _listener;
    private Task _serving = Task.CompletedTask;

    /// <param name="answer">The status to answer with; 200 unless told.</param>
    public Receiver(Func<Received, Task<int>>? answer = null)
    {
        _answer = answer ?? (_ => Task.FromResult(200));
        Start();
    }

    public string Url => $"http://127.0.0.1:{_port}/hook";

    public IReadOnlyList<Received> Received
    {
        get
        {
            lock (_received) return [.. _received];
        }
    }

    public void Start()
    {
        _listener = new() { Prefixes = { $"http://127.0.0.1:{_port}/" } };
        _listener.Start();
        _serving = Serve(_listener);
    }

    public async Task Stop()
    {
        _listener?.Close();
        await _serving;
    }

    public async ValueTask DisposeAsync() => await Stop();

    private async Task Serve(HttpListener listener)
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e)
                when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            _ = Task.Run(() => Answer(context));
        }
    }

    private async Task Answer(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var headers = context.Request.Headers;
            var received = new Received(headers["Webhook-Id"]!, headers["Webhook-Event"]!,
                long.Parse(headers["Webhook-Timestamp"]!, System.Globalization.CultureInfo.InvariantCulture),
                headers["Webhook-Signature"]!, await reader.ReadToEndAsync());
            lock (_received) _received.Add(received);
            context.Response.StatusCode = await _answer(received);
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("thank you"));
            context.Response.Close();
        }
        catch (Exception e)
            when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException)
        {
            // The caller or the test has gone.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
