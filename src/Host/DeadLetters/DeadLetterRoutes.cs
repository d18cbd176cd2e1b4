namespace PackageBilling.Host;

/// <summary>What could not be done and waits for a person: subscriptions that stand still and, with Wolverine,
/// work that was given up.</summary>
internal static class DeadLetterRoutes
{
    public static void MapDeadLetters(this IEndpointRouteBuilder api)
    {
        var letters = api.MapGroup("/dead-letters").WithTags("Health");
        letters.MapGet("", async (IEnumerable<IDeadLetters> places, CancellationToken ct) =>
            {
                var all = new List<DeadLetter>();
                foreach (var place in places) all.AddRange(await place.All(ct));
                return TypedResults.Ok(new Page<DeadLetter>(all, null));
            })
            .AllowRead().WithName("ListDeadLetters")
            .WithSummary("What could not be done and waits for a person; nothing of it is lost or skipped");
        letters.MapPost("{id}/resend", async (string id, IEnumerable<IDeadLetters> places, CancellationToken ct) =>
            {
                foreach (var place in places)
                    if (await place.SendAgain(id, ct)) return TypedResults.Accepted("/api/dead-letters");
                throw Problem.NotFound("id", "dead letter", id);
            })
            .AllowAdmin().WithName("ResendDeadLetter").WithSummary("Has it tried again now, once its cause is mended");
    }
}
