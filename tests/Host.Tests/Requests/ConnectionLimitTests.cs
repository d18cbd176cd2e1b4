using System.Net;
using System.Net.Sockets;
using System.Text;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests;

/// <summary>One caller that holds connections open keeps nobody else out, and not even itself.</summary>
public sealed class ConnectionLimitTests
{
    private const int Half = HttpLimits.ConnectionsPerAddress + 50;
    private static readonly IPAddress Other = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task half_open_connections_from_one_address_starve_neither_another_address_nor_health()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the machine has no second loopback address.");
        await using var node = await TestHost.Start(await TestPostgres.NewDatabase());
        var held = new List<Socket>();
        try
        {
            for (var n = 0; n < Half; n++) held.Add(await HalfOpen(node.Address.Port));
            (await Get(node.Address.Port, "/api/packages", Other)).ShouldBe(200);
            (await Get(node.Address.Port, "/health/ready", Other)).ShouldBe(200);
            // From that very address too: its oldest connection that asks for nothing gives way.
            (await Get(node.Address.Port, "/health/live", IPAddress.Loopback)).ShouldBe(200);
            (await Get(node.Address.Port, "/api/packages", IPAddress.Loopback)).ShouldBe(200);
            await Eventually.True(() => held.Count(IsClosed) >= 50, "those over the limit are closed");
            IsClosed(held[^1]).ShouldBeFalse();
        }
        finally
        {
            foreach (var socket in held) socket.Dispose();
        }
    }

    [Fact]
    public void no_more_than_the_limit_of_one_address_have_a_place_and_those_at_work_keep_theirs()
    {
        var connections = new OpenConnections([], null);
        var closed = 0;
        var first = connections.Enter(Other, () => closed++)!;
        first.Begin();
        var others = Enumerable.Range(1, HttpLimits.ConnectionsPerAddress - 1)
            .Select(_ => connections.Enter(Other, () => closed++)!).ToList();
        (connections.Count, closed).ShouldBe((HttpLimits.ConnectionsPerAddress, 0));
        var newest = connections.Enter(Other, () => closed++).ShouldNotBeNull();
        (connections.Count, closed, first.Place!.List is null, others[0].Place!.List is null)
            .ShouldBe((HttpLimits.ConnectionsPerAddress, 1, false, true));
        foreach (var open in others.Skip(1).Append(newest)) open.Begin();
        connections.Enter(Other, () => closed++).ShouldBeNull();
        connections.Enter(IPAddress.Loopback, () => closed++).ShouldNotBeNull();
        first.End();
        connections.Enter(Other, () => closed++).ShouldNotBeNull();
        closed.ShouldBe(2);
        // What was closed leaves once more, and counts once.
        connections.Leave(first);
        connections.Count.ShouldBe(HttpLimits.ConnectionsPerAddress + 1);
    }

    [Fact]
    public void when_all_places_are_taken_the_address_with_the_most_gives_one_up()
    {
        var connections = new OpenConnections([], null);
        var closed = new List<IPAddress>();
        for (var n = 0; n < HttpLimits.ConnectionsPerAddress; n++) Enter("10.0.0.1");
        for (var n = 0; connections.Count < HttpLimits.Connections; n++) Enter($"10.1.{n / 200}.{n % 200}");
        closed.ShouldBeEmpty();

        Enter("192.0.2.1");

        closed.ShouldBe([IPAddress.Parse("10.0.0.1")]);
        connections.Count.ShouldBe(HttpLimits.Connections);

        void Enter(string address)
        {
            var ip = IPAddress.Parse(address);
            connections.Enter(ip, () => closed.Add(ip)).ShouldNotBeNull();
        }
    }

    [Fact]
    public void a_trusted_proxy_may_have_more_than_a_single_caller()
    {
        var connections = new OpenConnections([IPNetwork.Parse("10.0.0.0/24")], null);
        var closed = 0;
        for (var n = 0; n < HttpLimits.ConnectionsPerAddress + 10; n++)
            connections.Enter(IPAddress.Parse("::ffff:10.0.0.9"), () => closed++).ShouldNotBeNull();
        closed.ShouldBe(0);
    }

    [Fact]
    public void a_subscriber_with_a_network_of_ipv6_is_one_caller()
    {
        OpenConnections.CallerOf(IPAddress.Parse("2001:db8:1:2:aaaa::1"))
            .ShouldBe(OpenConnections.CallerOf(IPAddress.Parse("2001:db8:1:2:bbbb::2")));
        OpenConnections.CallerOf(IPAddress.Parse("2001:db8:1:2::1"))
            .ShouldNotBe(OpenConnections.CallerOf(IPAddress.Parse("2001:db8:1:3::1")));
        OpenConnections.CallerOf(IPAddress.Parse("::ffff:192.0.2.1")).ShouldBe(IPAddress.Parse("192.0.2.1"));
    }

    [Fact]
    public async Task health_has_a_listener_of_its_own_when_asked_that_answers_nothing_else()
    {
        var port = FreePort();
        await using var node = await TestHost.Start(
            await TestPostgres.NewDatabase(), (HealthListener.Setting, $"http://127.0.0.1:{port}"));
        node.Address.Port.ShouldNotBe(port);
        var held = new List<Socket>();
        try
        {
            for (var n = 0; n < Half; n++) held.Add(await HalfOpen(node.Address.Port));
            (await Get(port, "/health/live", IPAddress.Loopback)).ShouldBe(200);
            (await Get(port, "/health/ready", IPAddress.Loopback)).ShouldBe(200);
        }
        finally
        {
            foreach (var socket in held) socket.Dispose();
        }
        (await Get(port, "/api/packages", IPAddress.Loopback)).ShouldBe(404);
        (await Get(port, "/sign-in", IPAddress.Loopback)).ShouldBe(404);
        (await Get(node.Address.Port, "/health/live", IPAddress.Loopback)).ShouldBe(200);
        (await Should.ThrowAsync<InvalidOperationException>(
            TestHost.Start(await TestPostgres.NewDatabase(), (HealthListener.Setting, "elsewhere"))))
            .Message.ShouldContain(HealthListener.Setting);
    }

    private static async Task<Socket> HalfOpen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await socket.SendAsync("GET /api/packages HTTP/1.1\r\nHost: a\r\n"u8.ToArray());
        return socket;
    }

    private static async Task<int> Get(int port, string path, IPAddress from)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            + $"Authorization: Bearer {TestHost.AdminKey}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var status = (await reader.ReadToEndAsync()).Split(' ', 3);
        return status.Length < 3 ? 0 : int.Parse(status[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static bool IsClosed(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
