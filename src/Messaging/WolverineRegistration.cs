using JasperFx.CodeGeneration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PackageBilling.Messaging.Mail;
using Wolverine;
using Wolverine.ErrorHandling;
using Wolverine.Postgresql;
using Wolverine.Runtime.Agents;

namespace PackageBilling.Messaging;

/// <summary>Registers how a node works with others, or without them.</summary>
public static class WolverineRegistration
{
    /// <summary>The schema with the inbox, the outbox, the dead letters, and the nodes.</summary>
    internal const string Schema = "wolverine";

    private const string Queues = "wolverine_queues";
    private const string Shares = "run_shares";
    private const string Mails = "document_mails";

    /// <summary>For a node that shares nothing with others: a command beside a host.</summary>
    public static IServiceCollection AddAloneNode(this IServiceCollection services)
    {
        services.AddSingleton<AloneNode>();
        services.AddSingleton<INodes>(s => s.GetRequiredService<AloneNode>());
        return services.AddHostedService(s => s.GetRequiredService<AloneNode>());
    }

    /// <summary>
    /// For a node that shares runs, the schedule, mails and subscriptions with others through Wolverine.
    /// </summary>
    /// <param name="services">The host's services; they hold the data source, and <see cref="IMailRequests"/> if
    /// anything asks for mails.</param>
    /// <param name="name">The node's name, which no other node of the database has at the same time.</param>
    public static IServiceCollection AddWolverineNode(this IServiceCollection services, string name) =>
        services.AddWolverineNode(name, MessagingLimits.Retries, MailLimits.Pauses);

    /// <param name="services">The host's services; they hold the data source.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="retries">Pauses before a message that failed is handled again, and then given up.</param>
    /// <param name="mailPauses">How long mails wait that were not sent.</param>
    internal static IServiceCollection AddWolverineNode(
        this IServiceCollection services, string name, TimeSpan[] retries, MailPauses mailPauses)
    {
        var given = services.Single(s => s.ServiceType == typeof(NpgsqlDataSource));
        var source = (NpgsqlDataSource)given.ImplementationInstance!;
        services.AddSingleton(s => new SharingNode(s, source, name));
        services.AddSingleton<INodes>(s => s.GetRequiredService<SharingNode>());
        services.AddSingleton<IDeadLetters, WolverineDeadLetters>();
        services.AddSingleton<AssignedTurns>();
        services.Replace(ServiceDescriptor.Singleton<ITurns>(s => s.GetRequiredService<AssignedTurns>()));
        services.AddHostedService(s => s.GetRequiredService<AssignedTurns>());
        services.AddSingleton<IAgentFamily, SubscriptionAgents>();
        services.AddSingleton<IAgentFamily, ExclusiveAgents>();
        // A node without Wolverine has no queue, and leaves these events to one that has.
        if (services.Any(s => s.ServiceType == typeof(IMailRequests))) services.AddSubscription<QueueDocuments>();
        services.AddWolverine(ExtensionDiscovery.ManualOnly, options =>
        {
            Configure(options, source, retries);
            SendMails(options, mailPauses);
        });
        return services.AddHostedService(s => s.GetRequiredService<SharingNode>());
    }

    private static void Configure(WolverineOptions options, NpgsqlDataSource source, TimeSpan[] retries)
    {
        options.ServiceName = "PackageBilling";
        options.ApplicationAssembly = typeof(PostShare).Assembly;
        options.DefaultExecutionTimeout = MessagingLimits.LongestShare;
        // Handlers are written by hand, so nothing is generated or searched for at the start.
        options.CodeGeneration.TypeLoadMode = TypeLoadMode.Auto;
        options.Discovery.DisableConventionalDiscovery();
        options.AddMessageHandler(new PostShareHandler());

        options.PersistMessagesWithPostgresql(source, Schema)
            .EnableMessageTransport(transport => transport.TransportSchemaName(Queues));
        options.Policies.UseDurableInboxOnAllListeners();
        options.Policies.UseDurableOutboxOnAllSendingEndpoints();
        options.PublishMessage<PostShare>().ToPostgresqlQueue(Shares)
            .CustomizeOutgoingMessagesOfType<PostShare>((envelope, share) => envelope.Id = share.MessageId);
        options.ListenToPostgresqlQueue(Shares)
            .MaximumMessagesToReceive(1).PollingInterval(MessagingLimits.TakeShare).Sequential();
        options.OnAnyException().ScheduleRetry(retries);

        var durability = options.Durability;
        durability.Mode = DurabilityMode.Balanced;
        durability.FirstHealthCheckExecution = TimeSpan.FromMilliseconds(100);
        durability.HealthCheckPollingTime = durability.NodeReassignmentPollingTime = MessagingLimits.CheckIn;
        durability.CheckAssignmentPeriod = MessagingLimits.CheckIn;
        durability.StaleNodeTimeout = MessagingLimits.Silence;
        durability.ScheduledJobFirstExecution = durability.ScheduledJobPollingTime = MessagingLimits.Recover;
        durability.OrphanedMessageSweepPollingTime = MessagingLimits.Recover;
        durability.DurabilityMetricsEnabled = false;
        durability.DrainTimeout = MessagingLimits.Drain;
    }

    // Every node takes mails, also one that has no mail server set and puts them back. What a dead node had taken is
    // given only to nodes that listen to its queue; on others Wolverine would lose it when it is put back.
    private static void SendMails(WolverineOptions options, MailPauses pauses)
    {
        options.AddMessageHandler(new SendDocumentHandler(pauses));
        options.PublishMessage<SendDocument>().ToPostgresqlQueue(Mails)
            .CustomizeOutgoingMessagesOfType<SendDocument>((envelope, mail) => envelope.Id = mail.MessageId);
        options.ListenToPostgresqlQueue(Mails).MaximumMessagesToReceive(MailLimits.Taken)
            .PollingInterval(MailLimits.Poll).MaximumParallelMessages(MailLimits.AtOnce);
    }
}
