using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PackageBilling.EventStore;

/// <summary>
/// A subscription runs on the node that Wolverine has assigned it to. While it is assigned to none,
/// or that node is dead, the first node to take it runs it, and hands it over later.
/// </summary>
/// <remarks>
/// Nodes publish their assignments as locks of their sessions, which end with the node however it ends.
/// So a death is known at once, while Wolverine waits some seconds before it takes a silent node for dead.
/// </remarks>
internal sealed class AssignedTurns(
    NpgsqlDataSource source, IEnumerable<ISubscription> subscriptions, ILogger<AssignedTurns> logger)
    : BackgroundService, ITurns
{
    private readonly string[] _all = [.. subscriptions.Select(subscription => subscription.Name)];
    private readonly Signal _changed = new(), _assigned = new();
    private ImmutableHashSet<string> _here = [], _elsewhere = [];

    public Task Changed => _changed.Next;

    public bool MayRun(string subscription) => _here.Contains(subscription) || !_elsewhere.Contains(subscription);

    /// <summary>It is assigned to this node from now on.</summary>
    public void Assign(string subscription) => Update(here => here.Add(subscription));

    /// <summary>It is assigned to this node no more.</summary>
    public void Withdraw(string subscription) => Update(here => here.Remove(subscription));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stoppingToken);
                await Tell(connection, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning(
                    DatabaseErrors.Unexpected(e),
                    "Other nodes could not be told which subscriptions are assigned here; trying again: {Reason}",
                    e.Message);
                await Waiting.Pause(Limits.StandBy, stoppingToken);
            }
        }
    }

    private void Update(Func<ImmutableHashSet<string>, ImmutableHashSet<string>> change)
    {
        ImmutableInterlocked.Update(ref _here, change);
        _changed.Raise();
        _assigned.Raise();
    }

    private async Task Tell(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            for (var held = ImmutableHashSet<string>.Empty; ;)
            {
                var assigned = _assigned.Next;
                var here = _here;
                foreach (var name in held.Except(here)) await AssignmentLocks.Release(connection, name, ct);
                held = held.Intersect(here);
                foreach (var name in here.Except(held))
                    // The node that had it before may not know yet, so this is checked again.
                    if (await AssignmentLocks.Take(connection, name, ct)) held = held.Add(name);
                Learn(await AssignmentLocks.HeldByOthers(connection, _all, ct));
                await assigned.AtMost(Limits.StandBy, ct);
            }
        }
        finally
        {
            await NodeLock.Release(connection);
        }
    }

    private void Learn(ImmutableHashSet<string> elsewhere)
    {
        if (_elsewhere.SetEquals(elsewhere)) return;
        _elsewhere = elsewhere;
        _changed.Raise();
    }
}
