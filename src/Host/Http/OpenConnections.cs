using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace PackageBilling.Host;

/// <summary>
/// Keeps one caller from taking all connections: at most <see cref="HttpLimits.ConnectionsPerAddress"/> from one
/// address, and <see cref="HttpLimits.Connections"/> in all. One more closes the oldest that asks for nothing at the
/// moment (half-open, idle), of its own address or of the one that has the most; only where all are at work is it
/// refused. So somebody who asks is always answered, from the very address too that holds connections open.
/// </summary>
/// <param name="proxies">Their connections carry the requests of many callers and count in all only.</param>
/// <param name="health">The port of a listener for probes, which no other connection takes room from;
/// null for none.</param>
internal sealed class OpenConnections(IReadOnlyList<IPNetwork> proxies, int? health)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, LinkedList<OpenConnection>> _byAddress = [];
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    public async Task Serve(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.RemoteEndPoint is not IPEndPoint remote
            || (connection.LocalEndPoint as IPEndPoint)?.Port == health)
        {
            await next(connection);
            return;
        }
        if (Enter(remote.Address, connection.Abort) is not { } open)
        {
            connection.Abort();
            return;
        }
        connection.Features.Set(open);
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(open);
        }
    }

    /// <summary>Takes a place for a connection; null when all are taken by requests under way.</summary>
    internal OpenConnection? Enter(IPAddress remote, Action close)
    {
        var address = CallerOf(remote);
        var open = new OpenConnection(this, address, close);
        OpenConnection? idle = null;
        lock (_lock)
        {
            var own = _byAddress.GetValueOrDefault(address);
            List<LinkedList<OpenConnection>> full = [];
            if (own?.Count >= HttpLimits.ConnectionsPerAddress && !IsProxy(remote)) full.Add(own);
            if (_count >= HttpLimits.Connections) full.AddRange(_byAddress.Values.OrderByDescending(all => all.Count));
            if (full.Count > 0)
            {
                idle = full.SelectMany(all => all).FirstOrDefault(other => !other.IsAtWork);
                if (idle is null) return null;
                Remove(idle);
            }
            if (!_byAddress.TryGetValue(address, out own)) _byAddress[address] = own = [];
            open.Place = own.AddLast(open);
            _count++;
        }
        idle?.Close();
        return open;
    }

    internal void Leave(OpenConnection open)
    {
        lock (_lock) Remove(open);
    }

    /// <summary>A connection has answered: of those at rest it is now the last to be closed.</summary>
    internal void Rest(OpenConnection open)
    {
        lock (_lock)
        {
            if (open.Place is not { List: { } all } place) return;
            all.Remove(place);
            all.AddLast(place);
        }
    }

    private void Remove(OpenConnection open)
    {
        if (open.Place is not { List: { } all } place) return;
        all.Remove(place);
        _count--;
        if (all.Count == 0) _byAddress.Remove(open.Address);
    }

    private bool IsProxy(IPAddress remote) => proxies.Any(network => network.Contains(AddressRanges.Plain(remote)));

    /// <summary>Who counts as one caller: an IPv4 address, or the network (/64) that one IPv6 subscriber has all
    /// addresses of.</summary>
    internal static IPAddress CallerOf(IPAddress remote)
    {
        var address = AddressRanges.Plain(remote);
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}

/// <summary>A connection that has a place.</summary>
internal sealed class OpenConnection(OpenConnections all, IPAddress address, Action close)
{
    private int _requests;

    public IPAddress Address => address;

    public LinkedListNode<OpenConnection>? Place { get; set; }

    /// <summary>Whether a request on it is being answered.</summary>
    public bool IsAtWork => Volatile.Read(ref _requests) > 0;

    public void Close() => close();

    public void Begin() => Interlocked.Increment(ref _requests);

    public void End()
    {
        if (Interlocked.Decrement(ref _requests) == 0) all.Rest(this);
    }
}

/// <summary>Marks the connection of a request as at work.</summary>
internal sealed class MarkAtWork(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext http)
    {
        if (http.Features.Get<OpenConnection>() is not { } open)
        {
            await next(http);
            return;
        }
        open.Begin();
        try
        {
            await next(http);
        }
        finally
        {
            open.End();
        }
    }
}
