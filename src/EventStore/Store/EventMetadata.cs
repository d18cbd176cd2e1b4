namespace PackageBilling.EventStore;

/// <summary>What is stored beside an event and is not part of the fact itself.</summary>
/// <param name="RecordedAt">When it was recorded, by the recorder's clock, in UTC.</param>
/// <param name="Actor">The name of the key or the part of the product that caused it.</param>
/// <param name="Reason">Why, in the actor's words; null when none was given.</param>
/// <param name="CorrelationId">The request or run that it belongs to.</param>
/// <param name="CausationId">The command or event that caused it.</param>
/// <param name="KeyId">
/// The id of the API key it was done with; null for the product's own parts. A name can be given to another key later,
/// an id cannot.
/// </param>
public sealed record EventMetadata(
    DateTimeOffset RecordedAt, string Actor, string? Reason = null, string? CorrelationId = null,
    string? CausationId = null, string? KeyId = null);
