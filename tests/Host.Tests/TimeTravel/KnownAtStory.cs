using System.Globalization;
using System.Text.Json.Nodes;

namespace PackageBilling.Host.Tests;

/// <summary>A customer's random history over HTTP, always alike for one seed: what may become of one,
/// facts about the past among it.</summary>
internal sealed class KnownAtStory(Api api, string customerId, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _assignments = [];
    private int _number;

    public string CustomerId { get; } = customerId;

    /// <summary>Requests that were carried out; the others were against a rule.</summary>
    public int Done { get; private set; }

    public async Task Begin()
    {
        await api.Must("POST", "/api/customers", new { customerId = CustomerId, name = "Story", creditLimit = "5" });
        foreach (var (kind, more) in new (string, JsonObject)[]
        {
            ("seat", new() { ["retail"] = "10", ["setupRetail"] = "3" }),
            ("floor", new() { ["retail"] = "0", ["minimumSpend"] = "50" }),
            ("minutes", new() { ["retail"] = "1", ["type"] = "freeMinutes", ["destinations"] = new JsonArray("44") }),
        })
            await api.Must("POST", "/api/packages", new JsonObject
            {
                ["packageId"] = Package(kind), ["name"] = Package(kind), ["cost"] = "0", ["frequency"] = "monthly",
                ["frequencyMatch"] = new JsonArray(1, 15),
            }.With(more));
        foreach (var kind in (string[])["seat", "floor", "minutes"]) await Assign(kind, "2025-01-01");
    }

    public Task Step() => _random.Next(12) switch
    {
        0 => Try("POST", $"/api/customers/{CustomerId}/payments", new { amount = Amount(), reference = Next("r") }),
        1 => Try("POST", $"/api/customers/{CustomerId}/adjustments", new { amount = $"-{Amount()}", reason = "story" }),
        2 => Assign(Pick("seat", "floor", "minutes"), Date(1, 2)),
        3 => Try("POST", $"{Assignment()}/change", new { quantity = _random.Next(1, 5), effectiveFrom = Date(1, 3) }),
        4 => Try("POST", $"{Assignment()}/end", new { endDate = Date(2, 3) }),
        5 or 6 => Try("POST", "/api/charge-runs",
            new { date = BillingDay(), customerIds = new[] { CustomerId } }, ("Prefer", "wait=60")),
        7 => Reverse(),
        8 => Call(),
        9 => Try("PATCH", $"/api/customers/{CustomerId}", new { creditLimit = Amount() }),
        10 => Try("PUT", $"/api/packages/{Package("seat")}", new
        {
            name = Package("seat"), retail = Amount(), cost = "0", setupRetail = "3", frequency = "monthly",
            frequencyMatch = new[] { 1, 15 }, effectiveFrom = Date(1, 3),
        }),
        _ => _random.Next(2) == 0
            ? Try("POST", "/api/charges/invoiced",
                new { customerId = CustomerId, to = Date(1, 3), reference = Next("INV-") })
            : Try("POST", "/api/restatements", new { from = "2025-01-01", to = "2025-03-01",
                customerIds = new[] { CustomerId }, simulate = false, reason = "story" }),
    };

    private Task Assign(string kind, string startDate)
    {
        var assignmentId = Next($"{CustomerId}-a");
        _assignments.Add(assignmentId);
        return Try("POST", $"/api/customers/{CustomerId}/packages", new
        {
            assignmentId, packageId = Package(kind), startDate, quantity = _random.Next(1, 4), billPast = false,
            autoDecrementCredit = _random.Next(3) > 0, freeMinutes = kind == "minutes" ? 5 : (int?)null,
        });
    }

    private async Task Reverse()
    {
        var charges = (await api.Must("GET", $"/api/customers/{CustomerId}/charges?limit=500"))!["items"]!.AsArray();
        if (charges.Count > 0)
            await Try("POST", $"/api/charges/{charges[_random.Next(charges.Count)]!["chargeId"]}/reverse",
                new { reason = "story" });
    }

    private Task Call() => Try("POST", "/api/usage", new JsonArray(new JsonObject
    {
        ["callId"] = Next($"{CustomerId}-call-"), ["customerId"] = CustomerId,
        ["destination"] = Pick("442079460000", "4930123456"),
        ["startedAt"] = $"{Date(1, 2)}T10:00:00Z", ["billedSeconds"] = _random.Next(300), ["amount"] = Amount(),
    }));

    private async Task Try(string method, string path, object body, params (string, string)[] headers)
    {
        var answer = await api.Call(method, path, body, headers);
        answer.Code.ShouldBeOneOf([200, 201, 204, 404, 409, 422], answer.Text);
        if (answer.Code < 300) Done++;
    }

    private string Package(string kind) => $"{CustomerId}-{kind}";

    private string Assignment() =>
        $"/api/customers/{CustomerId}/packages/{_assignments[_random.Next(_assignments.Count)]}";

    private string Amount() =>
        string.Create(CultureInfo.InvariantCulture, $"{_random.Next(1, 40)}.{_random.Next(100):D2}");

    private string BillingDay() => Pick("2025-01-01", "2025-01-15", "2025-02-01", "2025-02-15", "2025-03-01");

    private string Date(int fromMonth, int toMonth) => string.Create(
        CultureInfo.InvariantCulture, $"2025-{_random.Next(fromMonth, toMonth + 1):D2}-{_random.Next(1, 29):D2}");

    private string Next(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_number}");

    private string Pick(params string[] from) => from[_random.Next(from.Length)];
}
