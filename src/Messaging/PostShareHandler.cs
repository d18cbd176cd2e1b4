using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine.Runtime;
using Wolverine.Runtime.Handlers;

namespace PackageBilling.Messaging;

/// <summary>
/// Has a share posted. It is given to Wolverine, which would compile one at every start otherwise, with a C# compiler.
/// </summary>
internal sealed class PostShareHandler : MessageHandler<PostShare>
{
    protected override async Task HandleAsync(PostShare message, MessageContext context, CancellationToken cancellation)
    {
        var services = context.Runtime.Services;
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, stopping);
        try
        {
            await services.GetRequiredService<ISharePoster>().Post(message, stop.Token);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Another node need not wait until this one is taken for dead.
            await context.ReScheduleCurrentAsync(TimeProvider.System.GetUtcNow());
        }
    }
}
