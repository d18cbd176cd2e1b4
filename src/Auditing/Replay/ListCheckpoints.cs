namespace PackageBilling.Auditing.Replay;

/// <summary>The sealed checkpoints of the book, newest first, and a way to make one now.</summary>
internal static class ListCheckpoints
{
    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/audit/checkpoints",
            async (string? limit, string? after, Checkpoints checkpoints, CancellationToken ct) =>
            {
                var page = PageRequest.Read(limit, after);
                var before = page.AfterNumber ?? long.MaxValue;
                var all = await checkpoints.Sealed(long.MaxValue, ct);
                var shown = all.Where(made => made.Number < before).Reverse().Take(page.Limit + 1)
                    .Select(CheckpointView.Of).ToList();
                return TypedResults.Ok(page.Of(shown, made => CanonicalText.Of(made.Number)));
            })
            .AllowRead().WithName("ListCheckpoints").WithTags("Audit")
            .WithSummary("The sealed checkpoints of the book, newest first");
        api.MapPost("/audit/checkpoints",
            async (Checkpoints checkpoints, MakeCheckpoints making, CancellationToken ct) =>
            {
                var made = await making.Make(CheckpointLimits.Positions, ct)
                    ?? throw Problem.Conflict("checkpoint", "is being made already; ask for the list when it is done");
                var newest = (await checkpoints.Sealed(long.MaxValue, ct)) is [.., var last] ? last : null;
                var view = newest is null ? null : CheckpointView.Of(newest);
                return TypedResults.Ok(new CheckpointsMade(made, view, await checkpoints.Bytes(ct)));
            })
            .AllowAdmin().WithName("MakeCheckpoint").WithTags("Audit")
            .WithSummary("Writes the book down as it is folded up to now, and seals it");
    }
}

/// <summary>A sealed checkpoint.</summary>
/// <param name="Number">The place in the chain, from 1.</param>
/// <param name="Position">The position that the book was folded up to.</param>
/// <param name="Blocks">How many blocks it has; those that had not changed are kept by an earlier one.</param>
/// <param name="Rows">How many customers and assignments it holds.</param>
/// <param name="Root">The hash over the names and hashes of its blocks.</param>
/// <param name="Seal">The hash that chains it to the one before.</param>
internal sealed record CheckpointView(long Number, long Position, long Blocks, long Rows, string Root, string Seal)
{
    public static CheckpointView Of(BookCheckpointSealed made) =>
        new(made.Number, made.Position, made.Blocks, made.Rows, made.Root, made.Seal);
}

/// <summary>What came of making checkpoints.</summary>
/// <param name="Made">How many were made; 0 when nothing was recorded since the newest.</param>
/// <param name="Newest">The newest one; null when the log is empty.</param>
/// <param name="Bytes">What all of them take in the database.</param>
internal sealed record CheckpointsMade(int Made, CheckpointView? Newest, long Bytes);
