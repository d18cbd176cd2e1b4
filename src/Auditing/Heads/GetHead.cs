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
