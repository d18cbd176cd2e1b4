namespace PackageBilling.Contracts;

/// <summary>Whose key a caller sends, for callers that have to know what they may do.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">Its role.</param>
public sealed record CurrentKey(string KeyId, string Name, string Role);
