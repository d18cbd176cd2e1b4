namespace PackageBilling.Contracts;

/// <summary>A webhook.</summary>
/// <param name="WebhookId">Its id.</param>
/// <param name="Url">Where it is told.</param>
/// <param name="Events">What it is told.</param>
/// <param name="Created">When it was made; it is told of nothing from before.</param>
/// <param name="CreatedBy">The key that made it.</param>
/// <param name="Waiting">Deliveries not made yet.</param>
/// <param name="Failing">
/// A delivery whose last attempt failed and that is tried again; null while all goes well.
/// </param>
public sealed record WebhookView(
    string WebhookId, string Url, IReadOnlyList<string> Events, DateTimeOffset Created, string CreatedBy, long Waiting,
    FailingDelivery? Failing);

/// <summary>A delivery that did not get through yet.</summary>
/// <param name="Event">What is to be told.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Attempted">When it was tried last.</param>
/// <param name="Error">Why the last attempt failed.</param>
public sealed record FailingDelivery(string Event, int Attempts, DateTimeOffset Attempted, string Error);
