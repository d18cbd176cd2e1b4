namespace PackageBilling.Contracts;

/// <summary>One thing that became of a package.</summary>
/// <param name="Position">Where in the log it was recorded.</param>
/// <param name="Event"><c>defined</c>, <c>revised</c> or <c>retired</c>.</param>
/// <param name="EffectiveFrom">
/// The first date that its terms hold on; null for the definition and the retirement.
/// </param>
/// <param name="RecordedAt">When it became known.</param>
/// <param name="Actor">Whose key.</param>
/// <param name="Reason">Why, when a reason was given.</param>
/// <param name="Terms">All terms; null for the retirement.</param>
/// <param name="ActorKeyId">The id of that key; null for the product itself.</param>
public sealed record PackageHistoryEntry(
    long Position, string Event, DateOnly? EffectiveFrom, DateTimeOffset RecordedAt, string Actor, string? Reason,
    TermsView? Terms, string? ActorKeyId = null);
