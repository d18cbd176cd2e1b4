using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>For each operation with a body one that is right, and addresses of things that are there.</summary>
internal sealed class Samples
{
    /// <summary>The operation whose body is a list, with parts that are refused one by one.</summary>
    public const string Usage = "RecordUsage";

    private static readonly Dictionary<string, string[]> RequiredFields = new(StringComparer.Ordinal)
    {
        ["CreateKey"] = ["name", "role"],
        ["DefinePackage"] = ["name", "retail", "cost", "frequency"],
        ["RevisePackage"] = ["name", "retail", "cost", "frequency"],
        ["StartChargeRun"] = ["date"],
        ["Simulate"] = ["date"],
        ["Restate"] = ["from", "to"],
        ["RunPackage"] = ["date"],
        ["ReceivePayment"] = ["amount", "reference"],
        ["AdjustCredit"] = ["amount", "reason"],
        ["RegisterCustomer"] = ["customerId", "name"],
        ["ChangeTaxRates"] = ["effectiveFrom", "rates"],
        ["AssignPackage"] = ["packageId", "startDate"],
        ["AssignMany"] = ["packageId", "startDate", "dids"],
        ["SwapPackage"] = ["packageId", "on"],
        ["RepricePackages"] = ["percent"],
        ["ChangeAssignment"] = ["quantity"],
        ["EndAssignment"] = ["endDate"],
        ["PauseAssignment"] = ["from"],
        ["ResumeAssignment"] = ["on"],
        ["EraseCalls"] = ["before"],
        ["VoidCalls"] = ["from", "to"],
        ["RerateCalls"] = ["from", "to"],
        ["EraseCustomer"] = ["reason"],
        ["ReverseLine"] = ["reason"],
        ["MarkInvoiced"] = ["customerId", "to", "reference"],
        ["ClosePeriod"] = ["through"],
        ["CreditInvoice"] = ["reason"],
        ["ReleaseDid"] = ["date"],
        ["AcknowledgeFeature"] = ["outcome"],
        ["CreateWebhook"] = ["url", "events", "secret"],
    };

    private readonly Dictionary<string, string> _ids;
    private readonly Dictionary<string, JsonObject> _bodies;

    private Samples(Dictionary<string, string> ids)
    {
        _ids = ids;
        var (customer, package) = (ids["customerId"], ids["packageId"]);
        var terms = new JsonObject { ["name"] = $"bad {package}", ["retail"] = "10", ["cost"] = "6",
            ["frequency"] = "monthly", ["frequencyMatch"] = new JsonArray(1) };
        var run = new JsonObject { ["date"] = "2025-02-01", ["customerIds"] = new JsonArray(customer) };
        var calls = new JsonObject { ["customerId"] = customer, ["from"] = "2025-01-01", ["to"] = "2025-01-31",
            ["simulate"] = true, ["reason"] = "test" };
        _bodies = new(StringComparer.Ordinal)
        {
            ["CreateKey"] = new() { ["name"] = $"bad {Guid.NewGuid():N}", ["role"] = "auditor" },
            ["DefinePackage"] = terms.With(new() { ["name"] = $"bad {Guid.NewGuid():N}" }),
            ["RevisePackage"] = terms,
            ["StartChargeRun"] = run,
            ["ReplayChargeRuns"] = new() { ["runIds"] = new JsonArray(ids.GetValueOrDefault("runId", "")) },
            ["Simulate"] = run,
            ["CompareSimulations"] = new() { ["left"] = run.DeepClone(), ["right"] = run.DeepClone() },
            ["Forecast"] = new() { ["from"] = "2025-02-01", ["to"] = "2025-03-01",
                ["customerIds"] = new JsonArray(customer), ["groupBy"] = "day" },
            ["Restate"] = new() { ["from"] = "2025-01-01", ["to"] = "2025-02-01",
                ["customerIds"] = new JsonArray(customer), ["simulate"] = true, ["reason"] = "test" },
            ["RunPackage"] = new() { ["date"] = "2025-02-01", ["simulate"] = true, ["reason"] = "test" },
            ["ReceivePayment"] = new() { ["amount"] = "10", ["reference"] = $"{Guid.NewGuid():N}" },
            ["AdjustCredit"] = new() { ["amount"] = "10", ["reason"] = "test" },
            ["RegisterCustomer"] = new() { ["customerId"] = $"bad-{Guid.NewGuid():N}", ["name"] = "Bad" },
            ["EditCustomer"] = new() { ["name"] = "Bad" },
            // A number that is cut off at the end of the body would be named itself.
            ["ChangeBilling"] = new() { ["name"] = "Bad", ["paymentTermsDays"] = 14, ["email"] = "bad@example.com",
                ["taxId"] = "GB999999973", ["address"] = new JsonArray("1 High Street", "London") },
            ["ChangeTaxRates"] = new() { ["effectiveFrom"] = "2025-01-01",
                ["rates"] = new JsonArray(new JsonObject { ["name"] = "VAT", ["percent"] = "20" }) },
            ["AssignPackage"] = new() { ["packageId"] = package, ["startDate"] = "2025-01-01" },
            ["AssignMany"] = new() { ["dids"] = new JsonArray(ids.GetValueOrDefault("did", "")),
                ["packageId"] = package, ["startDate"] = "2025-01-01", ["allowDuplicate"] = true },
            ["SwapPackage"] = new() { ["packageId"] = ids.GetValueOrDefault("otherPackageId", ""),
                ["on"] = "2025-03-01" },
            ["RepricePackages"] = new() { ["filter"] = new JsonObject { ["packageIds"] = new JsonArray(package) },
                ["percent"] = "5", ["simulate"] = true, ["reason"] = "test" },
            ["ChangeAssignment"] = new() { ["quantity"] = 2, ["effectiveFrom"] = "2025-02-01" },
            ["EndAssignment"] = new() { ["endDate"] = "2025-03-01" },
            ["PauseAssignment"] = new() { ["from"] = "2025-02-01" },
            ["ResumeAssignment"] = new() { ["on"] = "2025-07-01" },
            ["EraseCustomer"] = new() { ["reason"] = "test" },
            ["AcceptHead"] = new() { ["reason"] = "test" },
            ["EraseCalls"] = new() { ["before"] = "2024-01-01", ["reason"] = "test" },
            ["VoidCalls"] = calls,
            ["RerateCalls"] = calls.DeepClone().AsObject(),
            ["ReverseLine"] = new() { ["reason"] = "test" },
            ["ReverseRun"] = new() { ["simulate"] = true, ["reason"] = "test", ["chargeAgain"] = false,
                ["customerIds"] = new JsonArray(customer) },
            ["MarkInvoiced"] = new() { ["customerId"] = customer, ["to"] = "2025-01-31",
                ["reference"] = $"{Guid.NewGuid():N}" },
            ["ClosePeriod"] = new() { ["through"] = "2025-01-31", ["customerIds"] = new JsonArray(customer),
                ["include"] = "accrued", ["simulate"] = false, ["reason"] = "test", ["send"] = false },
            ["SendInvoice"] = new() { ["to"] = "billing@example.com" },
            ["CreditInvoice"] = new() { ["reason"] = "test", ["rebill"] = false },
            ["ReleaseDid"] = new() { ["date"] = "2025-03-01" },
            ["AcknowledgeFeature"] = new() { ["outcome"] = "enabled", ["detail"] = "order 7" },
            ["SetCreditThreshold"] = new() { ["threshold"] = "5" },
            ["CreateWebhook"] = new() { ["url"] = "http://127.0.0.1:9/", ["events"] = new JsonArray("feature.enabled"),
                ["secret"] = "a secret of the tests" },
            ["Verify"] = new() { ["head"] = $"s1.{new string('0', 64)}" },
        };
    }

    public static IReadOnlyList<string> Bodies =>
        [.. new Samples(new() { ["customerId"] = "", ["packageId"] = "" })._bodies.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Fields of the sample without which it is refused, as far as this table knows them.</summary>
    public static IReadOnlyList<string> Required(Operation operation) =>
        RequiredFields.GetValueOrDefault(operation.Id, []);

    public static async Task<Samples> Make(Api api)
    {
        var customerId = $"bad-{Guid.NewGuid():N}";
        var package = await api.Must("POST", "/api/packages",
            new { name = customerId, retail = "1", cost = "0", frequency = "monthly", frequencyMatch = new[] { 1 } });
        var other = await api.Must("POST", "/api/packages",
            new { name = $"other {customerId}", retail = "1", cost = "0", frequency = "daily" });
        await api.Must("POST", "/api/customers", new { customerId, name = "Bad" });
        var did = string.Concat("9", string.Concat(Guid.NewGuid().ToByteArray().Take(5)
            .Select(b => (b % 100).ToString("D2", System.Globalization.CultureInfo.InvariantCulture))));
        var assignment = await api.Must("POST", $"/api/customers/{customerId}/packages",
            new { packageId = package!["packageId"], startDate = "2025-01-01", did });
        var guard = await api.Must("POST", "/api/packages", new { name = $"guard {customerId}", retail = "1",
            cost = "0", frequency = "none", platformFeature = TestHost.Feature });
        await api.Must("POST", $"/api/customers/{customerId}/packages",
            new { packageId = guard!["packageId"], startDate = "2025-01-01" });
        // Answers when it has been asked for, so that nothing of it comes later.
        await api.Must("GET", $"/api/customers/{customerId}/features");
        await api.Must("POST",
            $"/api/customers/{customerId}/packages/{assignment!["assignmentId"]}/pause", new { from = "2025-06-01" });
        // Another one has an invoice, so that the first one's lines wait.
        var invoiced = $"invoiced-{customerId}";
        await api.Must("POST", "/api/customers", new { customerId = invoiced, name = "Invoiced" });
        await api.Must("POST", $"/api/customers/{invoiced}/packages",
            new { packageId = package!["packageId"], startDate = "2025-01-01" });
        var run = await api.Must("POST", "/api/charge-runs",
            new { date = "2025-01-01", customerIds = new[] { customerId, invoiced } }, null, ("Prefer", "wait=60"));
        var closing = await api.Must("POST", "/api/invoices/close", new { through = "2025-01-31",
            customerIds = new[] { invoiced }, simulate = false }, null, ("Prefer", "wait=60"));
        var charges = await api.Must("GET", $"/api/customers/{customerId}/charges");
        var key = await api.Must("POST", "/api/keys", new { name = customerId, role = "auditor" });
        // One is enough for all: a host takes only so many.
        var webhook = (await api.Must("GET", "/api/webhooks"))!["items"]!.AsArray().FirstOrDefault()
            ?? await api.Must("POST", "/api/webhooks", new { url = "http://127.0.0.1:9/",
                events = new[] { "feature.enabled" }, secret = "a secret of the tests" });
        return new(new(StringComparer.Ordinal)
        {
            ["webhookId"] = webhook!["webhookId"]!.GetValue<string>(),
            ["deliveryId"] = "none",
            ["importId"] = "none",
            ["customerId"] = customerId,
            ["packageId"] = package["packageId"]!.GetValue<string>(),
            ["otherPackageId"] = other!["packageId"]!.GetValue<string>(),
            ["assignmentId"] = assignment!["assignmentId"]!.GetValue<string>(),
            ["did"] = did,
            ["feature"] = TestHost.Feature,
            ["runId"] = run!["runId"]!.GetValue<string>(),
            ["chargeId"] = charges!["items"]![0]!["chargeId"]!.GetValue<string>(),
            ["closingId"] = closing!["closingId"]!.GetValue<string>(),
            ["number"] = closing["items"]![0]!["number"]!.GetValue<string>(),
            ["keyId"] = key!["keyId"]!.GetValue<string>(),
            ["id"] = "none",
            ["restatementId"] = "none",
            ["reconciliationId"] = "none",
            ["name"] = "catalog",
        });
    }

    public JsonObject Body(Operation operation) => _bodies[operation.Id].DeepClone().AsObject();

    /// <summary>A call that is right; usage is sent as a list of them.</summary>
    public JsonObject Call() => new()
    {
        ["callId"] = $"{Guid.NewGuid():N}",
        ["customerId"] = _ids["customerId"],
        ["destination"] = "442071234567",
        ["startedAt"] = "2025-01-31T18:30:00Z",
        ["billedSeconds"] = 60,
        ["amount"] = "0.5",
    };

    /// <summary>What to send to an operation that has a body; null for the others.</summary>
    public JsonNode? Sent(Operation operation) =>
        operation.Body is null ? null : operation.Id == Usage ? new JsonArray(Call()) : Body(operation);

    /// <summary>The operation's address, with one part of it replaced when it is named.</summary>
    public string Path(Operation operation, string? part = null, string? by = null)
    {
        var path = operation.Path;
        foreach (var name in operation.Parameters("path"))
            path = path.Replace($"{{{name}}}", name == part ? by! : _ids[name], StringComparison.Ordinal);
        return path;
    }
}
