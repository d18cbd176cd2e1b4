using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PackageBilling.Foundation;
using Quartz;

namespace PackageBilling.Nodes;

/// <summary>
/// Spreads work by a scheduler that is clustered in the same PostgreSQL: each node takes what is due one piece at a time, and recovers
/// what a node that stopped checking in was doing.
/// </summary>
internal sealed class QuartzQueue([FromKeyedServices(NodesRegistration.Cluster)] ISchedulerFactory factory, NodeIdentity identity) : IWorkQueue, IHostedService
{
    private const string Every = "all";

    private IScheduler? _scheduler;

    public string NodeId => identity.Name;

    public async Task Offer(string kind, IReadOnlyCollection<string> ids, CancellationToken ct)
    {
        var scheduler = await Scheduler(ct);
        foreach (var id in ids)
        {
            var (job, trigger) = (new JobKey(id, kind), new TriggerKey(id, kind));
            if (!await scheduler.Exists(job, ct)) await Store(scheduler, job, trigger, ct);

            // A node that could not even begin leaves it so.
            else if (await scheduler.GetTriggerState(trigger, ct) == TriggerState.Error) await scheduler.ResetTriggerFromErrorState(trigger, ct);
        }
    }

    // What is asked for in a second is done once in the next one: that covers all that was known when it was asked for.
    public async Task Wake(string kind, CancellationToken ct)
    {
        var next = DateTimeOffset.FromUnixTimeSeconds((await Now(ct)).ToUnixTimeSeconds() + 1);
        await Ring(kind, string.Create(CultureInfo.InvariantCulture, $"now-{next.ToUnixTimeSeconds()}"), next, TriggerConflict.Keep, ct);
    }

    public async Task SetAlarms(string kind, IReadOnlyDictionary<string, TimeSpan> alarms, CancellationToken ct)
    {
        foreach (var (name, after) in alarms) await Ring(kind, name, await Now(ct) + after, TriggerConflict.Replace, ct);
    }

    public async Task<IReadOnlyList<NodeState>> Nodes(CancellationToken ct)
    {
        var scheduler = await Scheduler(ct);
        var doing = (await scheduler.QueryFireInstances(new FireInstanceQuery { State = FireInstanceState.Executing, Take = NodeLimits.Shown }, ct)).Items
            .ToLookup(fired => fired.SchedulerInstanceId, StringComparer.Ordinal);
        return
        [
            .. from node in await scheduler.QueryClusterNodes(ct)
               orderby node.InstanceId
               select new NodeState(node.InstanceId, node.State == ClusterNodeState.Alive, node.LastCheckInUtc, node.IsCurrentNode,
                   [.. from fired in doing[node.InstanceId] orderby fired.FireTimeUtc select new NodeWork(fired.JobKey?.Group ?? "", fired.JobKey?.Name ?? "", fired.FireTimeUtc)]),
        ];
    }

    public async Task StartAsync(CancellationToken cancellationToken) => await (await Scheduler(cancellationToken)).Start(cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_scheduler is not null) await _scheduler.Shutdown(true, cancellationToken);
    }

    private async Task Ring(string kind, string name, DateTimeOffset at, TriggerConflict conflict, CancellationToken ct)
    {
        var scheduler = await Scheduler(ct);
        var job = new JobKey(Every, kind);
        if (!await scheduler.Exists(job, ct))
            await Unless(async () => await scheduler.AddJob(JobBuilder.Create<WorkJob>().WithIdentity(job).StoreDurably().RequestRecovery().Build(), new AddJobOptions(), ct));
        await scheduler.ScheduleTrigger(TriggerBuilder.Create().WithIdentity(name, kind).ForJob(job).WithExecutionGroup(kind).StartAt(at).Build(), conflict, ct);
    }

    private static Task Store(IScheduler scheduler, JobKey job, TriggerKey trigger, CancellationToken ct) => Unless(async () => await scheduler.ScheduleJob(
        JobBuilder.Create<WorkJob>().WithIdentity(job).RequestRecovery().Build(),
        TriggerBuilder.Create().WithIdentity(trigger).ForJob(job).WithExecutionGroup(job.Group).StartNow().Build(), new ScheduleJobOptions(), ct));

    // Another node was faster.
    private static async Task Unless(Func<Task> store)
    {
        try
        {
            await store();
        }
        catch (ObjectAlreadyExistsException)
        {
        }
    }

    private async ValueTask<DateTimeOffset> Now(CancellationToken ct) => (await Scheduler(ct)).TimeProvider.GetUtcNow();

    private async ValueTask<IScheduler> Scheduler(CancellationToken ct) => _scheduler ??= await factory.GetScheduler(ct);
}

/// <summary>The name of this node.</summary>
internal sealed record NodeIdentity(string Name);
