using System.Globalization;
using System.Text;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Host;

/// <summary>Figures of this node in Prometheus' text form.</summary>
internal static class Metrics
{
    public static void MapMetrics(this WebApplication application) => application
        .MapGet("/metrics", async (RequestCounts requests, IEventLog log, ISubscriptions subscriptions, CancellationToken ct) =>
            TypedResults.Text(Write(requests, await log.Tail(ct), await subscriptions.Status(ct)), "text/plain; version=0.0.4"))
        .AllowRead().WithName("ReadMetrics").WithTags("Health").WithSummary("Figures of this node as Prometheus text");

    private static string Write(RequestCounts requests, long tail, IReadOnlyList<SubscriptionStatus> subscriptions)
    {
        var text = new StringBuilder();
        Family("packagebilling_http_requests_total", "counter", "Requests answered by this node.",
            requests.ByStatus.Select(count => ($"status=\"{count.Key}\"", count.Value)));
        Family("packagebilling_log_tail", "gauge", "The highest committed position of the log.", [("", tail)]);
        Family("packagebilling_subscription_position", "gauge", "The subscription's checkpoint.", Each(s => s.Position));
        Family("packagebilling_subscription_behind", "gauge", "Positions between the checkpoint and the log's tail.", Each(s => s.Behind));
        Family("packagebilling_subscription_fault", "gauge", "1 while the subscription stands still.", Each(s => s.Fault is null ? 0 : 1));
        Family("packagebilling_subscription_runs_here", "gauge", "1 on the node that runs the subscription.", Each(s => s.RunsHere ? 1 : 0));
        return text.ToString();

        IEnumerable<(string, long)> Each(Func<SubscriptionStatus, long> figure) =>
            subscriptions.Select(s => ($"subscription=\"{s.Name}\"", figure(s)));

        void Family(string name, string type, string help, IEnumerable<(string Labels, long Value)> values)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
            foreach (var (labels, value) in values)
                text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(CultureInfo.InvariantCulture, $" {value}\n");
        }
    }
}
