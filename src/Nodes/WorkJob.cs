using Microsoft.Extensions.Logging;
using PackageBilling.Foundation;
using Quartz;

namespace PackageBilling.Nodes;

/// <summary>A piece of work as the scheduler knows it: the job's group is its kind, its name the piece.</summary>
[DisallowConcurrentExecution]
internal sealed class WorkJob(IEnumerable<IWork> works, ILogger<WorkJob> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var key = context.JobDetail.Key;
        if (context.Recovering) logger.LogInformation("Took over {Kind} {Id} from a node that has died", key.Group, key.Name);
        try
        {
            await works.Single(work => work.Kind == key.Group).Do(key.Name, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "Work {Kind} {Id} failed", key.Group, key.Name);
        }
    }
}
