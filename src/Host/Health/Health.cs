using PackageBilling.Auditing;

namespace PackageBilling.Host;

/// <summary>Whether the process lives, and whether requests should be sent to it.</summary>
internal static class Health
{
    // A probe that waits longer is taken for a failure by those who probe.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    internal sealed record Alive(string Status);

    /// <summary>Whether requests should be sent to this node.</summary>
    /// <param name="Status"><c>ready</c> or <c>notReady</c>.</param>
    /// <param name="Database">Whether the database answers.</param>
    /// <param name="Log">How far the log can be read; null when the database does not answer.</param>
    /// <param name="Subscriptions">How far each subscription follows the log.</param>
    /// <param name="Problems">Why the node is not ready, in sentences.</param>
    /// <param name="Warnings">What an operator must look at although the node is ready.</param>
    internal sealed record Readiness(
        string Status, string Database, LogStatus? Log, IReadOnlyList<SubscriptionStatus> Subscriptions,
        IReadOnlyList<string> Problems, IReadOnlyList<string> Warnings);

    public static void MapHealth(this WebApplication application)
    {
        var health = application.MapGroup("/health").AllowAnonymous().WithTags("Health");
        health.MapGet("live", (NodeDatabase database) => database.Lost.IsCompleted
            ? TypedResults.Json(new Alive("databaseLost"), statusCode: StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Json(new Alive("alive")))
            .Produces<Alive>().Produces<Alive>(StatusCodes.Status503ServiceUnavailable).WithName("IsAlive")
            .WithSummary("The process lives; 503 when its own database has crashed and does not come back");
        health.MapGet("ready", async (
            ISubscriptions subscriptions, ReadinessLimit limit, IServiceProvider services, CancellationToken ct) =>
        {
            var readiness = await Look(subscriptions, limit, AuditingModule.HeadWarning(services), ct);
            return TypedResults.Json(readiness, statusCode: readiness.Status == "ready"
                ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).Produces<Readiness>().Produces<Readiness>(StatusCodes.Status503ServiceUnavailable).WithName("IsReady")
        .WithSummary("The database answers, and the log and every subscription keep up");
    }

    private static async Task<Readiness> Look(
        ISubscriptions subscriptions, ReadinessLimit limit, string? warning, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        IReadOnlyList<string> warnings = warning is null ? [] : [warning];
        try
        {
            var (all, log) = (await subscriptions.Status(deadline.Token), await subscriptions.Log(deadline.Token));
            var problems = Problems(all, log, limit.Seconds).ToList();
            return new(
                all.Count > 0 && problems.Count == 0 ? "ready" : "notReady", "reachable", log, all, problems, warnings);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or OperationCanceledException)
        {
            return new("notReady", "unreachable", null, [], ["The database does not answer."], warnings);
        }
    }

    /// <summary>What is wrong, in sentences.</summary>
    internal static IEnumerable<string> Problems(
        IReadOnlyList<SubscriptionStatus> subscriptions, LogStatus log, int limit)
    {
        if (log.BehindSeconds > limit)
            yield return $"Nothing after position {log.Safe} of {log.Tail} can be read for {log.BehindSeconds} "
                + "seconds: an append is still in progress.";
        foreach (var one in subscriptions)
            if (one.Fault is not null) yield return $"{one.Name} stands still. {one.Fault}";
            else if (one.BehindSeconds > limit)
                yield return $"{one.Name} is {one.Behind} positions and {one.BehindSeconds} seconds behind.";
    }
}
