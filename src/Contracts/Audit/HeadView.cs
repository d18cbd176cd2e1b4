namespace PackageBilling.Contracts;

/// <summary>The head of the chains.</summary>
/// <param name="Head">The newest seal and the newest block; null when there is none.</param>
/// <param name="Signature">Its Ed25519 signature, base64; null when heads are not signed.</param>
/// <param name="PublicKey">What the signature is verified with, PEM; null when heads are not signed.</param>
/// <param name="Kept">The head that this host keeps outside the database; null when it keeps none.</param>
/// <param name="KeptAt">When the host saw it first.</param>
/// <param name="Warning">What is wrong with it, in a sentence; null when it is in the chains.</param>
public sealed record HeadView(
    string? Head, string? Signature, string? PublicKey, string? Kept, DateTimeOffset? KeptAt, string? Warning);
