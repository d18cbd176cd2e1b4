using PackageBilling.Mail;
using PackageBilling.Messaging;

namespace PackageBilling.Host;

/// <summary>Whether a node shares work with others: a host does, unless it is told not to;
/// a command does not.</summary>
internal static class SharedWork
{
    /// <summary>False for a node that neither takes nor gives work.</summary>
    public const string ShareSetting = "Nodes:Share";

    /// <summary>A name that people know the node by; some letters are added, so that two are never the same.</summary>
    public const string NameSetting = "Nodes:Name";

    public static IServiceCollection AddSharedWork(
        this IServiceCollection services, IConfiguration configuration, NodeSettings settings)
    {
        if (settings.CommandKey is not null) return services.AddAloneNode();
        if (!configuration.GetValue(ShareSetting, true))
            return MailRegistration.IsOn(configuration) ? throw new InvalidOperationException(
                $"{MailRegistration.HostSetting} needs {ShareSetting}: documents are sent from the queue of the nodes "
                    + "that share work.") : services.AddAloneNode();
        var name = configuration[NameSetting] is { Length: > 0 } given
            ? $"{given}-{NodeName.Suffix()}" : NodeName.New();
        return services.AddWolverineNode(name);
    }
}
