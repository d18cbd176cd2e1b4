namespace PackageBilling.EventStore;

/// <summary>What could not be done and waits for a person to look at it. Nothing of it is lost,
/// and nothing is skipped.</summary>
public interface IDeadLetters
{
    /// <summary>All of them, the oldest first.</summary>
    Task<IReadOnlyList<DeadLetter>> All(CancellationToken ct);

    /// <summary>Has it tried again now.</summary>
    /// <returns>False when there is none of that id.</returns>
    Task<bool> SendAgain(string id, CancellationToken ct);
}

/// <summary>One thing that could not be done.</summary>
/// <param name="Id">To send it again by.</param>
/// <param name="What">Which subscription or work it is, and where it stands.</param>
/// <param name="Error">Why it failed the last time.</param>
/// <param name="Since">When it failed first.</param>
/// <param name="Attempts">How often it has failed; null when that is not known.</param>
public sealed record DeadLetter(string Id, string What, string Error, DateTimeOffset Since, int? Attempts);
