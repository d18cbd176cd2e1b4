namespace PackageBilling.Portal.Tests;

/// <summary>Something that only some roles may do.</summary>
/// <param name="Route">The route that is sent to, as the portal has it; null for a page that is only looked at.</param>
/// <param name="Path">The address.</param>
/// <param name="Fields">What is sent. Who may is refused for something else, or does no harm.</param>
/// <param name="Roles">Who may.</param>
/// <param name="At">Where it is offered; null where that depends on more than the role.</param>
/// <param name="Offer">What is to be seen there by those who may.</param>
/// <param name="Form">The page with its form, for those who may; null when there is none of its own.</param>
internal sealed record Deed(
    string? Route, string Path, (string Name, string Value)[] Fields, string[] Roles, string? At = null,
    string? Offer = null, string? Form = null)
{
    /// <summary>The file that goes along, in the field <c>calls</c>.</summary>
    public bool HasFile { get; init; }
}

/// <summary>All that the portal changes, and all that not everybody is shown (api: "Access").</summary>
internal static class Deeds
{
    public static readonly string[] Admin = ["admin"], Operators = ["admin", "operator"],
        Everybody = ["admin", "operator", "finance", "auditor"], Verifiers = ["admin", "auditor"],
        Reconcilers = ["admin", "operator", "finance"];

    /// <summary>Routes for everybody.</summary>
    public static readonly string[] Open = ["/sign-in", "/sign-out", "/theme"];

    public static IReadOnlyList<Deed> All(
        string packageId, string customerId, string assignmentId, string did, string runId, string chargeId,
        string number)
    {
        const string customers = "/management/customers", runs = "/management/charge-runs",
            packages = "/setup/config/packages", routeOfCustomer = customers + "/{customerId}";
        const string calls = "/management/calls", correctCalls = "/management/correct-calls";
        var (package, customer) = ($"{packages}/{packageId}", $"{customers}/{customerId}");
        var (assignment, run, charge) =
            ($"{customer}/packages/{assignmentId}", $"{runs}/{runId}", $"/management/charges/{chargeId}");
        const string invoices = "/management/invoices", closePeriod = "/management/close-period";
        var (invoice, closed) = ($"{invoices}/{number}",
            $"{closePeriod}?through=2025-01-31&include=all&customerIds={customerId}");
        var past = $"/audit/new-restatement?from=2025-01-01&to=2025-01-31&customerIds={customerId}";
        return
        [
            new("/setup/config/new-package", "/setup/config/new-package", [], Admin, packages,
                LinkTo("/setup/config/new-package"), "/setup/config/new-package"),
            new(null, "/setup/config/change-prices", [], Everybody, packages, LinkTo("/setup/config/change-prices"),
                "/setup/config/change-prices"),
            new("/setup/config/change-prices", "/setup/config/change-prices", [("search", "no package is called this"),
                ("percent", "5"), ("effectiveFrom", "2031-01-01")], Admin),
            new(packages + "/{packageId}/revise", package + "/revise", [("save", "yes")], Admin, package,
                LinkTo(package + "/revise"), package + "/revise"),
            new(packages + "/{packageId}/retire", package + "/retire", [], Admin, package, FormTo(package + "/retire")),

            new("/management/new-customer", "/management/new-customer", [], Operators, customers,
                LinkTo("/management/new-customer"), "/management/new-customer"),
            new(routeOfCustomer + "/edit", customer + "/edit", [], Operators, customer,
                LinkTo(customer + "/edit"), customer + "/edit"),
            new(routeOfCustomer + "/edit/billing", customer + "/edit/billing", [("paymentTermsDays", "400")], Operators,
                customer + "/edit", FormTo(customer + "/edit/billing")),
            new(routeOfCustomer + "/edit/taxes", customer + "/edit/taxes", [], Operators, customer + "/edit",
                FormTo(customer + "/edit/taxes")),
            new(routeOfCustomer + "/payment", customer + "/payment", [], Operators, customer,
                LinkTo(customer + "/payment"), customer + "/payment"),
            new(routeOfCustomer + "/adjustment", customer + "/adjustment", [], Operators, customer,
                LinkTo(customer + "/adjustment"), customer + "/adjustment"),
            new(routeOfCustomer + "/calls", customer + "/calls", [], Operators, customer + "/calls",
                FormTo(customer + "/calls")) { HasFile = true },
            new(calls, calls, [("preset", "asterisk")], Operators, "/", LinkTo(calls), calls) { HasFile = true },
            new(null, correctCalls, [], Everybody, Form: correctCalls),
            new(correctCalls, correctCalls, [("kind", "void"), ("customerId", customerId), ("from", "1999-01-01"),
                ("to", "1999-01-02"), ("reason", "no")], Operators),
            new(routeOfCustomer + "/features/{feature}/acknowledge",
                $"{customer}/features/{PortalHost.Feature}/acknowledge", [], Operators, customer + "/features",
                FormTo($"{customer}/features/{PortalHost.Feature}/acknowledge")),
            new("/management/charges/{chargeId}/reverse", charge + "/reverse", [], Operators, charge,
                FormTo(charge + "/reverse")),

            new(routeOfCustomer + "/assign", customer + "/assign", [], Operators, customer + "/packages",
                LinkTo(customer + "/assign"), customer + "/assign"),
            new(routeOfCustomer + "/assign-many", customer + "/assign-many", [("assign", "yes"), ("dids", did)],
                Operators, customer + "/packages", LinkTo(customer + "/assign-many"), customer + "/assign-many"),
            new(routeOfCustomer + "/packages/{assignmentId}/change", assignment + "/change", [], Operators, assignment,
                FormTo(assignment + "/change")),
            new(routeOfCustomer + "/packages/{assignmentId}/swap", assignment + "/swap", [], Operators, assignment,
                FormTo(assignment + "/swap")),
            new(routeOfCustomer + "/packages/{assignmentId}/pause", assignment + "/pause", [], Operators, assignment,
                FormTo(assignment + "/pause")),
            new(routeOfCustomer + "/packages/{assignmentId}/resume", assignment + "/resume", [], Operators),
            new(routeOfCustomer + "/packages/{assignmentId}/end", assignment + "/end", [], Operators, assignment,
                FormTo(assignment + "/end")),
            new(routeOfCustomer + "/packages/{assignmentId}/release", assignment + "/release", [("did", did)],
                Operators, assignment, FormTo(assignment + "/release")),
            new(null, assignment + "/change/charges?quantity=5", [], Everybody,
                Form: assignment + "/change/charges?quantity=5"),
            new(routeOfCustomer + "/run-package", customer + "/run-package", [("date", "2025-01-01")], Everybody,
                customer + "/packages", LinkTo(customer + "/run-package"), customer + "/run-package"),
            new(routeOfCustomer + "/run-package", customer + "/run-package", [("date", "2025-01-01"),
                ("simulate", "no"), ("post", "yes")], Operators, customer + "/run-package", "#simulate-no"),

            new("/management/new-charge-run", "/management/new-charge-run", [("date", "2025-01-01"), ("customerIds",
                customerId)], Everybody, runs, LinkTo("/management/new-charge-run"), "/management/new-charge-run"),
            new("/management/new-charge-run", "/management/new-charge-run", [("post", "yes"), ("once", "deed")],
                Operators, runs, "a:text-is('New charge run')"),
            new(runs + "/{runId}/{what:regex(^(pause|resume|cancel)$)}", run + "/pause", [], Operators),
            new(runs + "/{runId}/{what:regex(^(pause|resume|cancel)$)}", run + "/resume", [], Operators),
            new(runs + "/{runId}/{what:regex(^(pause|resume|cancel)$)}", run + "/cancel",
                [("reason", "no")], Operators),
            new(null, run + "/reverse", [], Everybody, run, LinkTo(run + "/reverse"), run + "/reverse"),
            new(runs + "/{runId}/reverse", run + "/reverse", [], Operators, run + "/reverse", FormTo(run + "/reverse")),
            new(runs + "/{runId}/replay", run + "/replay", [], Everybody, run, FormTo(run + "/replay")),

            new(null, closePeriod, [], Everybody, invoices, LinkTo(closePeriod), closePeriod),
            new(closePeriod, closePeriod, [("through", "2024-12-31"), ("include", "accrued"),
                ("customerIds", customerId), ("once", "deeds")], Operators, closed, FormTo(closePeriod)),
            new(invoices + "/{number}/payment", invoice + "/payment", [], Operators, invoice,
                LinkTo(invoice + "/payment"), invoice + "/payment"),
            new(invoices + "/{number}/credit", invoice + "/credit", [], Operators, invoice,
                LinkTo(invoice + "/credit"), invoice + "/credit"),
            // These hosts have no mail server, so no page leads there.
            new(invoices + "/{number}/send", invoice + "/send", [], Operators),

            new(null, "/finance/simulate?date=2031-02-01", [], Everybody, "/", LinkTo("/finance/simulate"),
                "/finance/simulate?date=2031-02-01"),
            new(null, "/finance/compare", [], Everybody, "/", LinkTo("/finance/compare"), "/finance/compare"),
            new(null, "/finance/compare.csv", [], Everybody),
            new(null, "/finance/forecast", [], Everybody, "/", LinkTo("/finance/forecast"), "/finance/forecast"),
            new(null, "/finance/forecast.csv", [], Everybody),

            new("/finance/reconciliation", "/finance/reconciliation", [], Reconcilers, "/finance/reconciliation",
                FormTo("/finance/reconciliation")),

            new("/audit/verify", "/audit/verify", [], Verifiers, "/audit/seals",
                LinkTo("/audit/verify"), "/audit/verify"),
            new("/audit/verify/progress", "/audit/verify/progress", [], Verifiers),
            new(null, past, [], Everybody, "/audit/restatements", LinkTo("/audit/new-restatement"), past),
            new("/audit/new-restatement", "/audit/new-restatement", [("from", "2025-01-01"), ("to", "2025-01-31"),
                ("customerIds", customerId), ("reason", "no"), ("once", "deeds")], Operators, past,
                "form[aria-label='Put right']"),
        ];
    }

    private static string LinkTo(string path) => $"a[href='{path}']";

    private static string FormTo(string path) => $"form[method='post'][action='{path}']";
}
