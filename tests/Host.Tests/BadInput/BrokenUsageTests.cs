using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>Bodies of calls that break off or are much too large: clear answers, nothing half-written.</summary>
[Collection(OneHost.Name)]
public sealed class BrokenUsageTests(TestHost host)
{
    private static int _customers;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_connection_that_is_closed_while_sending_leaves_nothing(bool chunked)
    {
        var customer = await Customer();
        var lines = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, 12_000).Select(n => Line($"{customer}-{n}", customer) + "\n")));
        using (var connection = new TcpClient())
        {
            await connection.ConnectAsync(host.Address.Host, host.Address.Port);
            await using var stream = connection.GetStream();
            var length = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {lines.Length + 1}";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /api/usage HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer "
                    + $"{TestHost.AdminKey}\r\nContent-Type: application/x-ndjson\r\n{length}\r\n\r\n"));
            // All of the lines, but not what says that they are all.
            if (chunked)
                await stream.WriteAsync(
                    Encoding.ASCII.GetBytes(lines.Length.ToString("X", CultureInfo.InvariantCulture) + "\r\n"));
            await stream.WriteAsync(lines);
            connection.Client.LingerState = new(true, 0);
        }
        (await Stored(customer)).ShouldBeEmpty();
        var whole = await Send(Encoding.UTF8.GetString(lines));
        (whole.Body!["accepted"]!.GetValue<int>(), whole.Body["duplicates"]!.GetValue<int>()).ShouldBe((12_000, 0));
    }

    [Fact]
    public async Task a_body_of_100_MB_is_read_to_its_end_and_its_good_lines_are_taken()
    {
        const int size = 100 * 1024 * 1024;
        var customer = await Customer();
        var body = new byte[size];
        body.AsSpan().Fill((byte)'x');
        var (first, last) = (Encoding.UTF8.GetBytes(Line($"{customer}-1", customer) + "\n"),
            Encoding.UTF8.GetBytes("\n" + Line($"{customer}-2", customer)));
        first.CopyTo(body, 0);
        last.CopyTo(body, size - last.Length);
        // Between the two: one line that is far too long, then many that are no JSON.
        for (var at = size / 2; at < size - last.Length; at += 30_000) body[at] = (byte)'\n';
        var answer = await Send(body);
        answer.Code.ShouldBe(200, answer.Text[..Math.Min(answer.Text.Length, 500)]);
        answer.Body!["accepted"]!.GetValue<int>().ShouldBe(2);
        answer.Body["rejected"]![0]!["error"]!.GetValue<string>().ShouldContain("at most 65536 bytes");
        answer.Body["rejectedCount"]!.GetValue<int>().ShouldBeGreaterThan(1_000);
        (await Stored(customer)).Count.ShouldBe(2);

        body.AsSpan().Fill((byte)'x');
        "[\""u8.CopyTo(body);
        "\"]"u8.CopyTo(body.AsSpan(size - 2));
        var array = await Send(body, "application/json");
        array.Code.ShouldBe(400, array.Text[..Math.Min(array.Text.Length, 500)]);
        array.Fields.ShouldBe(["body"]);
    }

    private async Task<string> Customer()
    {
        var id = $"broken-{Interlocked.Increment(ref _customers)}";
        await host.Api.Must("POST", "/api/customers", new { customerId = id, name = "Customer" });
        return id;
    }

    private async Task<JsonArray> Stored(string customer)
    {
        var calls = await host.Api.Must("GET", $"/api/customers/{customer}/calls?limit=500");
        return calls!["items"]!.AsArray();
    }

    private Task<Answer> Send(string lines) => Send(Encoding.UTF8.GetBytes(lines));

    private Task<Answer> Send(byte[] body, string type = "application/x-ndjson") =>
        host.Api.Send("POST", "/api/usage",
            new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } });

    private static string Line(string callId, string customerId) => JsonSerializer.Serialize(new
    {
        callId, customerId, destination = "447700900123",
        startedAt = "2025-01-05T10:00:00Z", billedSeconds = 60, amount = "0.20",
    });
}
