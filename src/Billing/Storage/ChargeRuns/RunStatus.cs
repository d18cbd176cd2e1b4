using System.Text.Json;

namespace PackageBilling.Billing.Storage.ChargeRuns;

/// <summary>How a run stands, as the tables and the interface spell it.</summary>
internal static class RunStatus
{
    public const string Running = RunView.Running;
    public const string Paused = RunView.Paused;
    public const string Completed = RunView.Completed;
    public const string Failed = RunView.Failed;
    public const string Cancelled = RunView.Cancelled;

    public static readonly string[] All = [Running, Paused, Completed, Failed, Cancelled];

    /// <summary>Whether a run that stands so has ended, one way or another.</summary>
    public static bool HasEnded(string status) => status is Completed or Failed or Cancelled;
}

/// <summary>How a run came about, as the tables and the interface spell it.</summary>
internal static class RunKinds
{
    public static string Text(this RunKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
