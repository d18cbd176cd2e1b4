using System.Text.Json.Serialization;

namespace PackageBilling.Contracts;

/// <summary>One thing that became of an assignment.</summary>
/// <param name="Position">Where in the log it was recorded.</param>
/// <param name="Event"><c>assigned</c>, <c>changed</c>, <c>paused</c>, <c>resumed</c>, <c>ended</c>
/// or <c>cancelled</c>.</param>
/// <param name="EffectiveFrom">The date from which own terms hold, or it is paused or active again.</param>
/// <param name="EndDate">The last day that was set.</param>
/// <param name="RecordedAt">When it became known.</param>
/// <param name="Actor">Whose key.</param>
/// <param name="Reason">Why, when a reason was given.</param>
/// <param name="ActorKeyId">The id of that key; null for the product itself.</param>
/// <param name="Terms">The own terms that were said.</param>
public sealed record AssignmentHistoryEntry(
    long Position, string Event, DateOnly? EffectiveFrom, DateOnly? EndDate, DateTimeOffset RecordedAt, string Actor,
    string? Reason, string? ActorKeyId, [property: JsonIgnore] OwnTerms? Terms = null)
    : OwnTerms(Terms ?? SaidTerms.None);
