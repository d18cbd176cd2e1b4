namespace PackageBilling.Host;

/// <summary>
/// The read models: how far each is behind the log, and building one again from it. A rebuild fills new tables beside
/// the old ones, which go on answering until they are swapped; it changes no answer.
/// </summary>
internal static class ProjectionRoutes
{
    /// <summary>A projection as the interface shows it.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="State">following; rebuilding; or stopped, with the fault.</param>
    /// <param name="Position">Its checkpoint.</param>
    /// <param name="Behind">How many positions it is behind the log's tail.</param>
    /// <param name="RunsHere">Whether the node that answers keeps it up to date.</param>
    /// <param name="Fault">Why it stands still, or why the last rebuild that was asked of this node failed.</param>
    /// <param name="RebuiltThrough">How far new tables are that are being filled.</param>
    internal sealed record View(
        string Name, string State, long Position, long Behind, bool RunsHere, string? Fault, long? RebuiltThrough);

    public static void MapProjections(this IEndpointRouteBuilder api)
    {
        var projections = api.MapGroup("/projections").WithTags("Health");
        projections.MapGet("", async (ISubscriptions subscriptions, Rebuilds rebuilds, CancellationToken ct) =>
                TypedResults.Ok(new Page<View>(await All(subscriptions, rebuilds, ct), null)))
            .AllowRead().WithName("ListProjections").WithSummary("The read models, and how far each is behind the log");
        projections.MapPost("{name}/rebuild", async (
            string name, ISubscriptions subscriptions, Rebuilds rebuilds, CancellationToken ct) =>
            {
                var asked = One(await All(subscriptions, rebuilds, ct), name);
                if (asked.State != "rebuilding") rebuilds.Begin(name);
                return TypedResults.Accepted("/api/projections", One(await All(subscriptions, rebuilds, ct), name));
            })
            .AllowAdmin().WithName("RebuildProjection")
            .WithSummary("Builds a read model again from the log, while the old one answers");
    }

    private static async Task<List<View>> All(ISubscriptions subscriptions, Rebuilds rebuilds, CancellationToken ct) =>
    [
        .. from one in await subscriptions.Projections(ct)
           let rebuilding = one.RebuiltThrough is not null || rebuilds.IsUnderWay(one.Name)
           select new View(one.Name, rebuilding ? "rebuilding" : one.Fault is null ? "following" : "stopped",
               one.Position, one.Behind, one.RunsHere, one.Fault ?? rebuilds.ErrorOf(one.Name), one.RebuiltThrough),
    ];

    private static View One(List<View> all, string name) =>
        all.Find(one => one.Name == name) ?? throw Problem.NotFound("name", "projection", name);
}
