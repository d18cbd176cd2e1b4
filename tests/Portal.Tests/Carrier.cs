using System.Globalization;
using System.Text.Json.Nodes;

namespace PackageBilling.Portal.Tests;

/// <summary>What stands in the books when the tests begin, and names that are free.</summary>
public sealed class Carrier
{
    private static int _names;

    /// <summary>An address of every page there is.</summary>
    public required IReadOnlyList<string> Pages { get; init; }

    /// <summary>A name that no other test uses.</summary>
    public static string Free(string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}-{Interlocked.Increment(ref _names)}");

    public static async Task<Carrier> Make(PortalHost portal)
    {
        await portal.Post("/api/packages", new { packageId = "did-us", name = "DID United States", retail = "2.50",
            cost = "0.80", setupRetail = "1", frequency = "monthly", frequencyMatch = new[] { 1 } });
        await portal.Post("/api/packages", new { packageId = "seat", name = "Hosted seat", retail = "10", cost = "6",
            frequency = "monthly", frequencyMatch = new[] { 1 } });
        await portal.Post("/api/packages",
            new { packageId = "minutes", name = "Minutes 44", type = "freeMinutes", retail = "5", cost = "1",
                frequency = "monthly", frequencyMatch = new[] { 1 }, destinations = new[] { "44" } });
        await portal.Post("/api/packages", new { packageId = "guard", name = "Voicemail", retail = "2", cost = "1",
            frequency = "none", platformFeature = PortalHost.Feature });
        var customerId = await Customer(portal, "The first customer");
        var assignmentId = await Assignment(portal, customerId);
        await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId = "minutes", startDate = "2025-01-01", freeMinutes = 100, did = "12125550100" });
        await portal.Post("/api/usage", new[] { new { callId = "first", customerId, did = "12125550100",
            destination = "+442079460000", startedAt = DateTimeOffset.UtcNow, billedSeconds = 600, amount = "0.20" } });
        await Feature(portal, customerId);
        var run = Text(await portal.Post("/api/charge-runs",
            new { date = "2025-01-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60")), "runId");
        await portal.Post($"/api/customers/{customerId}/packages/{assignmentId}/change",
            new { quantity = 2, effectiveFrom = "2025-01-01" }, ("X-Reason", "two seats from the start"));
        var restatement = Text(await portal.Post("/api/restatements", new { from = "2025-01-01", to = "2025-01-01",
            customerIds = new[] { customerId }, simulate = false, reason = "entered late" }), "restatementId");
        await portal.Post($"/api/customers/{customerId}/packages/{assignmentId}/change",
            new { quantity = 3, effectiveFrom = "2025-01-01" }, ("X-Reason", "three, really"));
        var (closing, invoice) = await Closing(portal, customerId);
        var report = await portal.Reconcile($"did,customerId\n12125550100,nobody\n12125550188,{customerId}\nlobby,\n");
        var customer = $"/management/customers/{customerId}";
        return new()
        {
            Pages =
            [
                "/", "/sign-in", "/setup/nothing", "/setup/config/packages",
                "/setup/config/packages?search=nothing-is-like-this", "/setup/config/new-package",
                "/setup/config/change-prices",
                "/setup/config/change-prices?search=seat&percent=5&of=retail&effectiveFrom=2031-01-01",
                "/setup/config/packages/seat", "/setup/config/packages/seat/revise",
                "/setup/config/packages/seat/assignments", "/setup/config/packages/seat/assignments?on=2000-01-01",
                "/management/accounts", "/management/accounts?state=low",
                "/management/customers", "/management/customers?search=nobody-is-like-this", "/management/new-customer",
                customer, customer + "/statement",
                customer + "?from=2025-01-01&to=", customer + "/dids", customer + "/history",
                customer + "/features", "/management/platform-features", "/management/platform-features?state=failed",
                "/management/dids/12125550100", "/management/dids/999", customer + "/charges", customer + "/calls",
                customer + "/edit", customer + "/payment", customer + "/adjustment",
                customer + "/packages", customer + "/packages?on=2000-01-01", customer + "/assign?packageId=did-us",
                customer + "/assign-many",
                $"{customer}/packages/{assignmentId}", customer + "/run-package",
                "/management/calls", "/management/correct-calls",
                $"/management/correct-calls?kind=void&customerId={customerId}&from=2025-01-01&to=2031-01-01",
                "/finance/simulate",
                $"/finance/simulate?date=2027-01-01&customerIds={customerId}&packageId=seat&retail=12",
                $"/finance/simulate?date=2027-01-01&through=2027-03-31&customerIds={customerId}", "/finance/compare",
                $"/finance/compare?left-runId={run}&right-date=2025-01-01&right-customerIds={customerId}",
                "/finance/forecast",
                "/finance/forecast?from=2027-01-01&to=2027-03-31&groupBy=day",
                "/finance/forecast?from=2027-01-01&to=2027-03-31&groupBy=customer",
                "/finance/reconciliation", $"/finance/reconciliation/{report}",
                $"/finance/reconciliation/{report}?kind=new", $"/finance/reconciliation/{report}?kind=resolved",
                "/audit/seals", "/audit/seals?from=1999-01-01&to=1999-01-02", "/audit/verify", "/audit/restatements",
                $"/audit/restatements/{restatement}", "/audit/new-restatement",
                $"/audit/new-restatement?from=2025-01-01&to=2025-01-31&customerIds={customerId}", "/audit/history", 
                "/management/charge-runs", "/management/charge-runs?status=failed", "/management/new-charge-run",
                $"/management/charge-runs/{run}", $"/management/charge-runs/{run}/reverse",
                $"/management/charge-runs/{run}?outcome=quarantined",
                $"/management/charges/{assignmentId}.recurring.2025-01-01.1",
                "/management/invoices", "/management/invoices?status=overdue&search=nobody-is-like-this",
                $"/management/invoices?closingId={closing}", customer + "/invoices",
                $"/management/invoices/{invoice}", $"/management/invoices/{invoice}/payment",
                $"/management/invoices/{invoice}/credit", $"/management/invoices/{invoice}/send",
                $"/management/closings/{closing}",
                "/management/close-period",
                $"/management/close-period?through=2025-01-31&include=all&customerIds={customerId}",
            ],
        };
    }

    /// <summary>A customer of its own, with credit.</summary>
    public static async Task<string> Customer(PortalHost portal, string name = "Acme Telecom", string credit = "100")
    {
        var customerId = Free("customer");
        await portal.Post("/api/customers", new { customerId, name });
        await portal.Post($"/api/customers/{customerId}/payments", new { amount = credit, reference = "first" });
        return customerId;
    }

    /// <summary>A package of a customer.</summary>
    public static async Task<string> Assignment(
        PortalHost portal, string customerId, string packageId = "seat", string start = "2025-01-01")
    {
        var made = await portal.Post(
            $"/api/customers/{customerId}/packages", new { packageId, startDate = start, autoDecrementCredit = true });
        return Text(made, "assignmentId");
    }

    /// <summary>A package of a customer whose lines wait for an invoice.</summary>
    public static async Task<string> AccruingAssignment(
        PortalHost portal, string customerId, string packageId = "seat", string start = "2025-01-01")
    {
        var made = await portal.Post(
            $"/api/customers/{customerId}/packages", new { packageId, startDate = start });
        return Text(made, "assignmentId");
    }

    /// <summary>Closes January 2025 for a customer whose lines come to one invoice.</summary>
    public static async Task<(string ClosingId, string Number)> Closing(PortalHost portal, string customerId)
    {
        var closing = await portal.Post("/api/invoices/close",
            new { through = "2025-01-31", customerIds = new[] { customerId }, simulate = false },
            ("Prefer", "wait=60"));
        return (Text(closing, "closingId"), Text(closing!["items"]!.AsArray().ShouldHaveSingleItem(), "number"));
    }

    /// <summary>A package of a customer that brings a platform feature, which is asked for when this ends.</summary>
    public static async Task<string> Feature(PortalHost portal, string customerId)
    {
        var assignmentId = await Assignment(portal, customerId, "guard");
        (await portal.Get($"/api/customers/{customerId}/features"))!.AsArray().Count.ShouldBe(1);
        return assignmentId;
    }

    public static string Text(JsonNode? node, string name) => node![name]!.GetValue<string>();
}
