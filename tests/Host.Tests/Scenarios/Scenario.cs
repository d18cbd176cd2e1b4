using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>One example with ids of its own, so that it can be played again on the same database.</summary>
internal sealed class Scenario
{
    private readonly JsonObject _example;
    private readonly List<string> _customers;

    private Scenario(Api api, JsonObject example)
    {
        Api = api;
        _example = example;
        _customers = example["customers"] is JsonObject customers
            ? [.. customers.Select(customer => customer.Key)] : ["c"];
    }

    public Api Api { get; }
    public string Tag { get; } = RandomNumberGenerator.GetHexString(10, lowercase: true);
    public Dictionary<string, string> Packages { get; } = [];
    public Dictionary<string, JsonObject> Terms { get; } = [];
    public Dictionary<string, (string? Customer, string Id)> Assignments { get; } = [];

    /// <summary>The last run of each date.</summary>
    public Dictionary<string, string> Runs { get; } = [];

    public JsonArray Everyone => new([.. _customers.Select(alias => (JsonNode)Customer(alias))]);

    public string Customer(string? alias = null) => $"{alias ?? _customers[0]}-{Tag}";

    public string? Did(string? did)
    {
        if (did is null) return null;
        var number = uint.Parse(Tag[..8], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return $"9{number.ToString("D10", CultureInfo.InvariantCulture)[..8]}{did[^4..]}";
    }

    public static async Task<Scenario> Begin(Api api, JsonObject example)
    {
        var scenario = new Scenario(api, example);
        await scenario.DefinePackages();
        await scenario.RegisterCustomers();
        foreach (var assignment in example["assign"]?.AsArray() ?? []) await scenario.Assign(assignment!.AsObject());
        return scenario;
    }

    public Task Pay(string? customer, JsonNode amount, string reference) =>
        Api.Must("POST", $"/api/customers/{Customer(customer)}/payments",
            new JsonObject { ["amount"] = Values.Text(amount), ["reference"] = $"{reference}-{Tag}" });

    public async Task Assign(JsonObject assignment, int? status = null)
    {
        var body = new JsonObject { ["quantity"] = 1, ["autoDecrementCredit"] = true }.With(assignment);
        var (alias, to, package) =
            (body["as"]?.GetValue<string>(), body["to"]?.GetValue<string>(), body["package"]!.GetValue<string>());
        foreach (var own in new[] { "as", "to", "package" }) body.Remove(own);
        body["packageId"] = Packages[package];
        if (body.ContainsKey("did")) body["did"] = Did(body["did"]?.GetValue<string>());
        var answer = await Api.Must(
            "POST", $"/api/customers/{Customer(to)}/packages", body, status is null ? null : [status.Value]);
        if (status is null) Assignments[alias ?? ""] = (to, answer!["assignmentId"]!.GetValue<string>());
    }

    private async Task DefinePackages()
    {
        foreach (var (alias, given) in _example["packages"]!.AsObject())
        {
            Terms[alias] =
                new JsonObject { ["cost"] = "0", ["retail"] = "0", ["frequency"] = "none" }.With(given!.AsObject());
            Terms[alias]["name"] = $"{alias} {Tag}";
            Packages[alias] = (await Api.Must("POST", "/api/packages", Terms[alias]))!["packageId"]!.GetValue<string>();
        }
    }

    private async Task RegisterCustomers()
    {
        foreach (var alias in _customers)
        {
            var body = new JsonObject { ["customerId"] = Customer(alias), ["name"] = alias }
                .With(_example["customers"]?[alias]?.AsObject() ?? []);
            var credit = body["credit"]?.DeepClone() ?? "1000";
            body.Remove("credit");
            await Api.Must("POST", "/api/customers", body);
            if (Values.Decimal(credit) != 0) await Pay(alias, credit, "opening");
        }
    }
}
