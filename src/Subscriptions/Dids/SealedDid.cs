namespace PackageBilling.Subscriptions;

/// <summary>A DID as the log holds it.</summary>
/// <param name="Token">Encrypted under the key of the customer who has it.</param>
/// <param name="Hash">The same for whoever has it.</param>
internal sealed record SealedDid(string Token, string Hash)
{
    /// <exception cref="ProblemException">The customer was erased.</exception>
    public static SealedDid Of(string number, CustomerKey key, Func<string, string> hash) =>
        new(key.Seal(number), hash(number));
}

/// <summary>Facts as decided, with the DID as the log holds it.</summary>
internal static class SealedFacts
{
    /// <summary>The assignment with its DID sealed; as it is without one.</summary>
    public static PackageAssigned On(this PackageAssigned assigned, SealedDid? did) =>
        did is null ? assigned : assigned with { Did = did.Token, DidHash = did.Hash };

    /// <summary>The DID's dates with the DID sealed.</summary>
    public static DidAssigned On(this DidAssigned assigned, SealedDid did) => assigned with { Did = did.Token };
}
