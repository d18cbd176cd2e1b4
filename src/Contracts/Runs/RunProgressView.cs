using System.Text.Json.Serialization;

namespace PackageBilling.Contracts;

/// <summary>How far a run is.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Status">As in the run's own answer.</param>
/// <param name="Date">Its business date.</param>
/// <param name="Done">Customers that its parts answer for.</param>
/// <param name="Total">Customers that it is asked to look at.</param>
/// <param name="Parts">Parts posted.</param>
/// <param name="Lines">Lines posted.</param>
/// <param name="LinesPerSecond">
/// The speed of the last seconds; null while it is not known or the run does not go on.
/// </param>
/// <param name="SecondsLeft">What is left at that speed; null while it is not known.</param>
/// <param name="Totals">What the parts did so far.</param>
public sealed record RunProgressView(
    string RunId, string Status, DateOnly Date, long Done, long Total, int Parts, long Lines, long? LinesPerSecond,
    long? SecondsLeft, TotalsView Totals)
{
    /// <summary>Whether it will not change any more.</summary>
    [JsonIgnore]
    public bool HasEnded => Status is RunView.Completed or RunView.Failed or RunView.Cancelled;
}
