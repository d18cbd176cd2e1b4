using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>A share of a run, done by the node that took it.</summary>
internal sealed class ShareWork(ChargeRunWorker worker) : IWork
{
    public const string Name = "run-share";

    public string Kind => Name;

    public Task Do(string id, CancellationToken ct)
    {
        var (runId, number) = RunShare.Parse(id);
        return worker.ExecuteShare(runId, number, ct);
    }
}
