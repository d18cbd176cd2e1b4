using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Host;

/// <summary>Somebody must be able to make the other keys (api: "Access").</summary>
internal static class FirstKey
{
    /// <summary>Makes an administrator's key and says it once, when the configuration has none and none is in force.</summary>
    public static async Task EnsureAdministrator(IServiceProvider services, Action<string> say, CancellationToken ct)
    {
        if (services.GetRequiredService<IConfiguration>()["Auth:AdminKey"] is { Length: > 0 }) return;
        var source = services.GetRequiredService<NpgsqlDataSource>();
        if ((await KeyTable.InForce(source, ct)).Any(key => key.Role == Roles.Admin)) return;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var secret = ApiKey.NewSecret();
        // Of several nodes that start at once, one adds it and says it.
        if (await KeyTable.Add(source, new(Ids.New(now), ApiKey.Administrator, Roles.Admin, ApiKey.HashOf(secret)), now, ct))
            say($"The administrator's key, shown only this once: {secret}");
    }
}
