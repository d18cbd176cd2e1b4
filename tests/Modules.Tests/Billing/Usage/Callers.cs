using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>Customers who call, and their calls.</summary>
internal static class Callers
{
    private static int _ids;

    /// <summary>A number that no other test has.</summary>
    public static int Next() => Interlocked.Increment(ref _ids);

    /// <summary>Registers a customer with packages of free minutes to everywhere.</summary>
    public static async Task<string> Customer(Node node, params int[] minutes)
    {
        var customer = $"u{Interlocked.Increment(ref _ids)}";
        await node.Send(new RegisterCustomer(customer, "Customer", null, null, null));
        foreach (var window in minutes) await Grant(node, customer, window);
        return customer;
    }

    /// <summary>Gives a customer free minutes in every calendar month of 2025 on.</summary>
    public static async Task Grant(Node node, string customer, int minutes)
    {
        // Of equal width, so that the order of the ids is the order in which they were given.
        var id = Interlocked.Increment(ref _ids);
        var package = await node.Send(new DefinePackage { Name = $"minutes {customer} {id}", Type = "freeMinutes",
            Retail = 0, Cost = 0, Frequency = "monthly", FrequencyMatch = Json("[1]") });
        await node.Send(new AssignPackage(customer, new($"{customer}-{id:D6}-{minutes}", package.PackageId, null,
            new(2025, 1, 1), null, null, true, minutes, null, null)));
    }

    /// <summary>A call some days after the first of January 2025, as a switch sends it.</summary>
    public static object Call(
        string id, string? customer, int seconds, string amount = "1", int day = 5, int hour = 10, string? did = null,
        string destination = "442079460000") => new
    {
        callId = id, customerId = customer, did, destination,
        startedAt = new DateTimeOffset(2025, 1, 1, hour, 0, 0, TimeSpan.Zero).AddDays(day)
            .ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture), billedSeconds = seconds, amount,
    };

    public static JsonElement Json(string json) => JsonDocument.Parse(json).RootElement;
}
