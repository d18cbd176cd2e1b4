using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine.ErrorHandling;
using Wolverine.Runtime;
using Wolverine.Runtime.Handlers;

namespace PackageBilling.Messaging.Mail;

/// <summary>
/// Has a document sent and recorded. What the mail server refuses for good is a dead letter at once, anything else is
/// tried again after pauses. Given to Wolverine as <see cref="PostShareHandler"/> is.
/// </summary>
internal sealed class SendDocumentHandler(MailPauses pauses) : MessageHandler<SendDocument>
{
    public override void ConfigureChain(HandlerChain chain)
    {
        chain.OnException<MailRefusedException>().MoveToErrorQueue();
        chain.OnAnyException().ScheduleRetry(pauses.Failed);
    }

    protected override async Task HandleAsync(
        SendDocument message, MessageContext context, CancellationToken cancellation)
    {
        var services = context.Runtime.Services;
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        if (stopping.IsCancellationRequested) await PutBack(context, TimeSpan.Zero);
        else if (services.GetService<IMailSender>() is not { } sender) await PutBack(context, pauses.OffHere);
        else
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var soon = stopping.Register(() => stop.CancelAfter(MailLimits.Finish));
            try
            {
                await Send(message, services, sender, stop.Token, cancellation);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                await PutBack(context, TimeSpan.Zero);
            }
            catch (Exception e) when (e is MailRefusedException || context.Envelope!.Attempts > pauses.Failed.Length)
            {
                await using var scope = services.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IDocumentMail>()
                    .Failed(message, e.Message, Clock(services).GetUtcNow(), cancellation);
                throw;
            }
        }
    }

    // What is sent is recorded even if the node stops meanwhile: otherwise it would be sent again.
    private static async Task Send(
        SendDocument message, IServiceProvider services, IMailSender sender, CancellationToken ct,
        CancellationToken recording)
    {
        await using var scope = services.CreateAsyncScope();
        var documents = scope.ServiceProvider.GetRequiredService<IDocumentMail>();
        if (await documents.Compose(message, ct) is not { } mail) return;
        await sender.Send(message.MailId, mail, ct);
        await documents.Sent(message, mail, Clock(services).GetUtcNow(), recording);
    }

    // It was not tried, so it counts as no attempt.
    private static Task PutBack(MessageContext context, TimeSpan pause)
    {
        context.Envelope!.Attempts--;
        return context.ReScheduleCurrentAsync(TimeProvider.System.GetUtcNow() + pause);
    }

    private static TimeProvider Clock(IServiceProvider services) => services.GetRequiredService<TimeProvider>();
}
