using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PackageBilling.Foundation;

namespace PackageBilling.Host.Tests;

/// <summary>Bodies of calls that break off, have bad lines among good ones, or are much too large: clear answers, nothing half-written.</summary>
[Collection(OneHost.Name)]
public sealed class BrokenUsageTests(TestHost host)
{
    private static int _customers;

    [Fact]
    public async Task each_bad_line_of_a_stream_is_named_with_its_reason_and_the_good_ones_around_it_are_taken()
    {
        var customer = await Customer();
        (string Line, string Says)[] bad =
        [
            ("{\"callId\":\"x\",", "valid JSON"),
            ("no JSON at all", "valid JSON"),
            ("[]", "must be an object"),
            ("{} {}", "valid JSON"),
            (Line("x", customer, callId: new string('k', 10_000)), "callId must be 1 to 200"),
            (Line("x", customer, callId: ""), "callId must be"),
            (Line("x", "nobody-at-all"), "there is no customer nobody-at-all"),
            (Line("x", customer, startedAt: "\"2025-01-05T10:00:00\""), "startedAt must be an instant with its offset"),
            (Line("x", customer, startedAt: "\"2025-02-30T10:00:00Z\""), "startedAt must be an instant"),
            (Line("x", customer, startedAt: "\"0001-01-01T00:00:00Z\""), "startedAt must be from 1990"),
            (Line("x", customer, startedAt: "1736071200"), "startedAt must be an instant"),
            (Line("x", customer, seconds: "-1"), "billedSeconds must be a whole number from 0"),
            (Line("x", customer, seconds: "1.5"), "billedSeconds must be a whole number"),
            (Line("x", customer, seconds: "99999999999999999999"), "billedSeconds must be a whole number"),
            (Line("x", customer, seconds: "1e400"), "billedSeconds must be a whole number"),
            (Line("x", customer, amount: "-0.01"), "amount must be from 0"),
            (Line("x", customer, amount: "1e30"), "write it without an exponent"),
            (Line("x", customer, amount: "\"0.0000001\""), "at most 6 decimals"),
            (Line("x", customer, amount: new string('9', 400)), "more digits than an amoun"),
            (Line("x", customer)[..^1] + ",\"price\":1}", "price is not a field of a call"),
            (Line("x", customer)[..^1] + ",\"amount\":1}", "amount is given twice"),
        ];
        // Good, bad, good, bad, ..., good.
        var lines = bad.SelectMany((one, n) => new[] { Line($"{customer}-{n}", customer), one.Line }).Append(Line($"{customer}-last", customer)).ToList();
        var answer = await Send(string.Join('\n', lines));
        answer.Code.ShouldBe(200, answer.Text);
        answer.Body!["accepted"]!.GetValue<int>().ShouldBe(bad.Length + 1);
        var rejected = answer.Body["rejected"]!.AsArray();
        rejected.Select(one => one!["line"]!.GetValue<int>()).ShouldBe(Enumerable.Range(1, bad.Length).Select(n => 2 * n));
        for (var n = 0; n < bad.Length; n++) rejected[n]!["error"]!.GetValue<string>().ShouldContain(bad[n].Says);
        (await Stored(customer)).Count.ShouldBe(bad.Length + 1);
    }

    [Fact]
    public async Task an_array_that_is_broken_in_the_middle_commits_nothing()
    {
        var customer = await Customer();
        var before = await host.Events();
        var good = Enumerable.Range(0, 11_000).Select(n => Line($"{customer}-{n}", customer)).ToList();
        foreach (var broken in (string[])["{\"callId\":", "{]", "\u0000", "\"text"])
        {
            var answer = await host.Api.Call("POST", "/api/usage", $"[{string.Join(',', good[..10_500])},{broken},{string.Join(',', good[10_500..])}]");
            answer.Code.ShouldBe(400, answer.Text);
            answer.Fields.ShouldBe(["body"]);
        }
        (await host.Events()).ShouldBe(before, await host.Newest());
        (await Stored(customer)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_connection_that_is_closed_while_sending_leaves_nothing(bool chunked)
    {
        var customer = await Customer();
        var lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 12_000).Select(n => Line($"{customer}-{n}", customer) + "\n")));
        using (var connection = new TcpClient())
        {
            await connection.ConnectAsync(host.Address.Host, host.Address.Port);
            await using var stream = connection.GetStream();
            var length = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {lines.Length + 1}";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"POST /api/usage HTTP/1.1\r\nHost: {host.Address.Authority}\r\nAuthorization: Bearer {TestHost.AdminKey}\r\nContent-Type: application/x-ndjson\r\n{length}\r\n\r\n"));
            // All of the lines, but not what says that they are all.
            if (chunked) await stream.WriteAsync(Encoding.ASCII.GetBytes(lines.Length.ToString("X", CultureInfo.InvariantCulture) + "\r\n"));
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
        var (first, last) = (Encoding.UTF8.GetBytes(Line($"{customer}-1", customer) + "\n"), Encoding.UTF8.GetBytes("\n" + Line($"{customer}-2", customer)));
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

    [Fact]
    public async Task a_caller_who_hangs_up_is_no_fault_of_the_product_and_is_not_logged_as_one()
    {
        var log = new Count();
        var handled = await new Problems(null!, log).TryHandleAsync(new DefaultHttpContext(), new ConnectionResetException("Connection reset by peer"), CancellationToken.None);
        handled.ShouldBeTrue();
        log.Lines.ShouldBe(0);
    }

    private sealed class Count : ILogger<Problems>
    {
        public int Lines { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines++;
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
        host.Api.Send("POST", "/api/usage", new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } });

    private static string Line(
        string id, string customer, string? callId = null, string startedAt = "\"2025-01-05T10:00:00Z\"", string seconds = "60", string amount = "\"0.20\"") =>
        $"{{\"callId\":\"{callId ?? id}\",\"customerId\":\"{customer}\",\"destination\":\"447700900123\",\"startedAt\":{startedAt},\"billedSeconds\":{seconds},\"amount\":{amount}}}";
}
