namespace PackageBilling.Contracts;

/// <summary>A delivery.</summary>
/// <param name="DeliveryId">Unique, and the same in every attempt: receivers tell repeats by it.</param>
/// <param name="Event">What is told.</param>
/// <param name="CustomerId">Whom it is about; null for a run.</param>
/// <param name="Position">Where the log has the fact.</param>
/// <param name="State">waiting, delivered, or failed when it was given up.</param>
/// <param name="Attempts">How often it was tried since it was written or sent again.</param>
/// <param name="Created">When it was written.</param>
/// <param name="Attempted">When it was tried last.</param>
/// <param name="Delivered">When the receiver answered with success.</param>
/// <param name="Status">The receiver's last HTTP status.</param>
/// <param name="Error">Why the last attempt failed.</param>
/// <param name="Response">The beginning of the receiver's last answer.</param>
public sealed record DeliveryView(
    string DeliveryId, string Event, string? CustomerId, long Position, string State, int Attempts,
    DateTimeOffset Created, DateTimeOffset? Attempted, DateTimeOffset? Delivered, int? Status, string? Error,
    string? Response);
