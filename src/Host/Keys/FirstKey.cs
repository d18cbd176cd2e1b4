namespace PackageBilling.Host;

/// <summary>Somebody must be able to create the other keys (api: "Access").</summary>
internal static class FirstKey
{
    /// <summary>
    /// Creates an administrator's key and says it once, when the configuration has none and no other administrator has
    /// one.
    /// </summary>
    public static async Task EnsureAdministrator(IServiceProvider services, Action<string> say, CancellationToken ct)
    {
        if (services.GetRequiredService<IConfiguration>()[AdminKey.Setting] is { Length: > 0 }) return;
        var source = services.GetRequiredService<NpgsqlDataSource>();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        if ((await KeyTable.InForce(source, now, ct)).Any(key => key.Role == Roles.Admin)) return;
        await using var scope = services.CreateAsyncScope();
        var secret = ApiKey.NewSecret();
        try
        {
            var key = new ApiKey(Ids.New(now), Actors.Administrator, Roles.Admin, ApiKey.HashOf(secret));
            await CreateKey.Store(key, secret, scope.ServiceProvider.GetRequiredService<CommandLog>(), ct);
            say($"The administrator's key, shown only this once: {secret}");
        }
        catch (ProblemException refused) when (refused.Kind == ProblemKind.Conflict)
        {
            // Of several nodes that start at once, another one has added its key, and says it.
        }
    }
}
