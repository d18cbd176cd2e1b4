using Npgsql;
using PackageBilling.EventStore;

namespace PackageBilling.Host;

/// <summary>Whether the process lives, and whether requests should be sent to it.</summary>
internal static class Health
{
    // A probe that waits longer is taken for a failure by those who probe.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    internal sealed record Alive(string Status);

    internal sealed record Readiness(string Status, string Database, IReadOnlyList<SubscriptionStatus> Subscriptions);

    public static void MapHealth(this WebApplication application)
    {
        var health = application.MapGroup("/health").AllowAnonymous().WithTags("Health");
        health.MapGet("live", (NodeDatabase database) => database.Lost.IsCompleted
            ? TypedResults.Json(new Alive("databaseLost"), statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Json(new Alive("alive")))
            .Produces<Alive>().Produces<Alive>(StatusCodes.Status503ServiceUnavailable).WithName("IsAlive")
            .WithSummary("The process lives; 503 when its own database has crashed and does not come back");
        health.MapGet("ready", async (ISubscriptions subscriptions, CancellationToken ct) =>
        {
            var readiness = await Look(subscriptions, ct);
            return TypedResults.Json(readiness, statusCode: readiness.Status == "ready" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).Produces<Readiness>().Produces<Readiness>(StatusCodes.Status503ServiceUnavailable).WithName("IsReady")
        .WithSummary("The database answers and every subscription follows the log");
    }

    private static async Task<Readiness> Look(ISubscriptions subscriptions, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        try
        {
            var all = await subscriptions.Status(deadline.Token);
            var ready = all.Count > 0 && all.All(subscription => subscription.Fault is null);
            return new(ready ? "ready" : "notReady", "reachable", all);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return new("notReady", "unreachable", []);
        }
    }
}
