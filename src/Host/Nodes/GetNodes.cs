using PackageBilling.Messaging;

namespace PackageBilling.Host;

/// <summary>Who is there, and who does what.</summary>
internal static class GetNodes
{
    /// <param name="Items">The nodes that share this database, sorted by name.
    /// One that is not alive is removed once its work was taken over.</param>
    internal sealed record Answer(IReadOnlyList<NodeState> Items);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/nodes",
            async (INodes nodes, CancellationToken ct) => TypedResults.Ok(new Answer(await nodes.All(ct))))
        .AllowRead().WithName("GetNodes").WithTags("Nodes")
        .WithSummary("The nodes that share the database, and what each is doing");
}
