using System.Globalization;
using System.Text;
using PackageBilling.Billing;

namespace PackageBilling.Host;

/// <summary>Figures of this node in Prometheus' text form.</summary>
internal static class Metrics
{
    public static void MapMetrics(this WebApplication application) => application
        .MapGet("/metrics", async (RequestCounts requests, ISubscriptions subscriptions, NpgsqlDataSource source,
            ImportsHere imports, CancellationToken ct) =>
            TypedResults.Text(
                Write(requests, await subscriptions.Log(ct), await subscriptions.Status(ct),
                    await BillingModule.RunsUnderWay(source, ct), imports.All()), "text/plain; version=0.0.4"))
        .AllowRead().WithName("ReadMetrics").WithTags("Health").WithSummary("Figures of this node as Prometheus text");

    private static string Write(RequestCounts requests, LogStatus log, IReadOnlyList<SubscriptionStatus> subscriptions,
        long runs, IReadOnlyList<ImportUnderWay> imports)
    {
        var text = new StringBuilder();
        Family("packagebilling_http_requests_total", "counter", "Requests answered by this node.",
            requests.ByStatus.Select(count => ($"status=\"{count.Key}\"", count.Value)));
        Family("packagebilling_log_tail", "gauge", "The highest committed position of the log.", [("", log.Tail)]);
        Family("packagebilling_log_safe_position", "gauge",
            "The position up to which the log can be read.", [("", log.Safe)]);
        Family("packagebilling_log_behind", "gauge", "Positions between that and the log's tail.", [("", log.Behind)]);
        Family("packagebilling_log_behind_seconds", "gauge", "For how long there has been something above it.",
            [("", log.BehindSeconds)]);
        Family("packagebilling_subscription_position", "gauge",
            "The subscription's checkpoint.", Each(s => s.Position));
        Family("packagebilling_subscription_behind", "gauge",
            "Positions between the checkpoint and the log's tail.", Each(s => s.Behind));
        Family("packagebilling_subscription_behind_seconds", "gauge",
            "For how long there has been something above the checkpoint.", Each(s => s.BehindSeconds));
        Family("packagebilling_subscription_fault", "gauge", "1 while the subscription stands still.",
            Each(s => s.Fault is null ? 0 : 1));
        Family("packagebilling_subscription_runs_here", "gauge", "1 on the node that runs the subscription.",
            Each(s => s.RunsHere ? 1 : 0));
        Family("packagebilling_charge_runs_under_way", "gauge",
            "Charge runs that have begun and not ended, on all nodes.", [("", runs)]);
        var under = imports.Where(import => import.Status is not ("ended" or "failed")).ToList();
        Family("packagebilling_imports_under_way", "gauge",
            "Imports of this node that have not ended.", [("", under.Count)]);
        Family("packagebilling_import_rows", "gauge", "Rows of the file that an import is at.",
            under.Select(import => ($"file=\"{import.File}\"", (long)import.Rows)).Take(1));
        Family("packagebilling_import_rows_done", "gauge", "Rows of it that are decided.",
            under.Select(import => ($"file=\"{import.File}\"", (long)import.Done)).Take(1));
        return text.ToString();

        IEnumerable<(string, long)> Each(Func<SubscriptionStatus, long> figure) =>
            subscriptions.Select(s => ($"subscription=\"{s.Name}\"", figure(s)));

        void Family(string name, string type, string help, IEnumerable<(string Labels, long Value)> values)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
            foreach (var (labels, value) in values)
                text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}")
                    .Append(CultureInfo.InvariantCulture, $" {value}\n");
        }
    }
}
