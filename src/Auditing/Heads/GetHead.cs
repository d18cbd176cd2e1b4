namespace PackageBilling.Auditing.Heads;

/// <summary>
/// The newest head, signed if heads are signed, beside the one that this host keeps outside the database.
/// </summary>
internal static class GetHead
{
    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/audit/head", async (SealedRuns seals, HeadSigner signer, KeepHead keeping, CancellationToken ct) =>
        {
            var (warning, kept) = await keeping.Look(ct);
            var head = (await seals.Head(ct)).Text;
            return TypedResults.Ok(
                new HeadView(head, signer.Sign(head), signer.PublicKey, kept?.Head, kept?.SeenAt, warning));
        })
        .AllowRead().WithName("GetHead").WithTags("Audit")
        .WithSummary("The newest seal and block, and whether the last ones that this host kept are still there");
}

/// <summary>The head of the chains.</summary>
/// <param name="Head">The newest seal and the newest block; null when there is none.</param>
/// <param name="Signature">Its Ed25519 signature, base64; null when heads are not signed.</param>
/// <param name="PublicKey">What the signature is verified with, PEM; null when heads are not signed.</param>
/// <param name="Kept">The head that this host keeps outside the database; null when it keeps none.</param>
/// <param name="KeptAt">When the host saw it first.</param>
/// <param name="Warning">What is wrong with it, in a sentence; null when it is in the chains.</param>
internal sealed record HeadView(
    string? Head, string? Signature, string? PublicKey, string? Kept, DateTimeOffset? KeptAt, string? Warning);
