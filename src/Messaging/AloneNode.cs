using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PackageBilling.Messaging;

/// <summary>A node that shares nothing and does everything itself: a command beside a host, or a test.</summary>
internal sealed class AloneNode(IServiceProvider services, TimeProvider clock) : BackgroundService, INodes
{
    private readonly string _name = NodeName.New();

    public Task<IReadOnlyList<NodeState>> All(CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<NodeState>>([new(_name, true, clock.GetUtcNow(), true, [])]);

    public async Task Send(IReadOnlyList<PostShare> shares, CancellationToken ct)
    {
        // The service that posts shares also sends them, so the container can't give it any earlier.
        var poster = services.GetRequiredService<ISharePoster>();
        foreach (var share in shares) await poster.Post(share, ct);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        services.GetServices<IExclusiveWork>().Where(work => work.IsEnabled).Select(work => work.Run(stoppingToken)));
}
