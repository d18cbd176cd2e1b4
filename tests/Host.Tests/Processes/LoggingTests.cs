using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>What the log looks like, and what is not in it.</summary>
public sealed class LoggingTests
{
    private const string Formatter = "Logging__Console__FormatterName";

    [Fact]
    public async Task with_the_json_formatter_every_entry_is_a_json_object()
    {
        await using var host = await HostProcess.Start(await TestPostgres.NewDatabase(), new Dictionary<string, string>
        {
            [Formatter] = "json",
            // A short key is warned of in plain words, for the person at the terminal.
            ["Auth__AdminKey"] = "a key of enough characters",
        });
        await Eventually.True(
            () => host.Output.Contains("Now listening on", StringComparison.Ordinal), "something is logged");
        var entries = host.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!).ToList();
        var listening = entries.First(entry => entry["Message"]!.GetValue<string>()
            .StartsWith("Now listening on", StringComparison.Ordinal));
        listening["LogLevel"]!.GetValue<string>().ShouldBe("Information");
        listening["Timestamp"]!.GetValue<string>().ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
    }

    [Theory]
    [InlineData("simple")]
    [InlineData(null)]
    public async Task otherwise_every_entry_is_a_line_of_text(string? formatter)
    {
        var settings = formatter is null ? [] : new Dictionary<string, string> { [Formatter] = formatter };
        await using var host = await HostProcess.Start(await TestPostgres.NewDatabase(), settings);
        await Eventually.True(
            () => host.Output.Contains("Now listening on", StringComparison.Ordinal), "something is logged");
        host.Output.Split('\n').First(line => line.Contains("Now listening on", StringComparison.Ordinal))
            .ShouldMatch(
                @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info: Microsoft\.Hosting\.Lifetime\[14\] Now listening on");
    }

    [Fact]
    public async Task an_unknown_formatter_is_refused_by_name()
    {
        var (code, _, errors) = await HostProcess.Run(null, ["serve", "--Logging:Console:FormatterName", "xml"]);
        code.ShouldNotBe(0);
        errors.ShouldContain("Logging:Console:FormatterName must be one of simple, json, systemd.");
    }

    [Fact]
    public async Task what_passes_by_itself_is_answered_503_and_logged_in_a_line_without_a_stack()
    {
        Exception[] passing =
        [
            new NotYetVisibleException("catalog", 7),
            new StreamConflictException("customer-acme", 3, 4),
            new NpgsqlException("Exception while reading from stream", new EndOfStreamException()),
            new PostgresException("terminating connection due to administrator command", "FATAL", "FATAL",
                PostgresErrorCodes.AdminShutdown),
            new PostgresException("terminating connection because of crash of another server process", "WARNING",
                "WARNING", PostgresErrorCodes.CrashShutdown),
            new PostgresException(
                "the database system is starting up", "FATAL", "FATAL", PostgresErrorCodes.CannotConnectNow),
            new NpgsqlException(
                "Failed to connect to 127.0.0.1:5432", new SocketException((int)SocketError.ConnectionRefused)),
        ];
        foreach (var exception in passing)
        {
            var (answer, entries) = await Handled(exception);
            answer.Response.StatusCode.ShouldBe(503, exception.Message);
            answer.Response.Headers.RetryAfter.ToString().ShouldBe("1");
            entries.Single().Level.ShouldBe(LogLevel.Information);
            entries.Single().Exception.ShouldBeNull();
            entries.Single().Message.ShouldContain("503");
        }
        var (failed, bug) = await Handled(new InvalidOperationException("a bug"));
        failed.Response.StatusCode.ShouldBe(500);
        (bug.Single().Level, bug.Single().Exception?.Message).ShouldBe((LogLevel.Error, "a bug"));
    }

    [Fact]
    public async Task a_caller_who_hangs_up_while_sending_is_not_logged() =>
        (await Handled(new ConnectionResetException("Connection reset by peer"))).Entries.ShouldBeEmpty();

    [Fact]
    public async Task callers_that_hang_up_are_not_logged_as_failures()
    {
        await using var host = await HostProcess.Start(await TestPostgres.NewDatabase());
        for (var n = 0; n < 20; n++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(host.Address.Host, host.Address.Port);
            var path = n % 2 == 0
                ? "POST /api/customers HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 1000"
                : "GET /api/customers HTTP/1.1";
            await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(
                $"{path}\r\nHost: a\r\nAuthorization: Bearer {host.AdminKey}\r\n\r\n{{\"customer"));
            // With a reset instead of a farewell.
            socket.LingerState = new LingerOption(true, 0);
        }
        using var api = new Api(host.Address, host.AdminKey);
        await api.Must("GET", "/api/customers");
        (await host.Stop()).ShouldBe(0);
        host.Output.ShouldNotContain("fail:");
        host.Output.ShouldNotContain("   at ");
    }

    private sealed record Entry(LogLevel Level, string Message, Exception? Exception);

    private static async Task<(HttpContext Http, List<Entry> Entries)> Handled(Exception exception)
    {
        await using var services = new ServiceCollection().AddOptions().AddProblemDetails().BuildServiceProvider();
        var log = new Kept();
        var http = new DefaultHttpContext { RequestServices = services, Response = { Body = new MemoryStream() } };
        (await new Problems(services.GetRequiredService<IProblemDetailsService>(),
            log).TryHandleAsync(http, exception, CancellationToken.None)).ShouldBeTrue();
        return (http, log.Entries);
    }

    private sealed class Kept : ILogger<Problems>
    {
        public List<Entry> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            Entries.Add(new(logLevel, formatter(state, exception), exception));
    }
}
