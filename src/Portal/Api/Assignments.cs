using System.Net;

namespace PackageBilling.Portal;

/// <summary>Packages that customers have (api: "Subscriptions").</summary>
internal sealed partial class BillingApi
{
    public Task<Page<AssignedPackage>> Assignments(string customerId, DateOnly? on, string? after,
        CancellationToken ct) =>
        Get<Page<AssignedPackage>>($"/api/customers/{Id(customerId)}/packages", ct,
            ("on", on is { } date ? Dates.Text(date) : null), ("limit", "100"), ("after", after));

    /// <summary>A customer's assignments of a package that are on no DID.</summary>
    public Task<Page<AssignedPackage>> OwnAssignments(string customerId, string packageId, string? after,
        CancellationToken ct) =>
        Get<Page<AssignedPackage>>($"/api/customers/{Id(customerId)}/packages", ct, ("packageId", packageId),
            ("withoutDid", "true"), Limit(MaxRows), ("after", after));

    public Task<Seen<AssignmentWithHistory>> Assignment(string customerId, string assignmentId, CancellationToken ct) =>
        GetSeen<AssignmentWithHistory>($"/api/customers/{Id(customerId)}/packages/{Id(assignmentId)}", ct);

    public async Task<string> Assign(string customerId, object body, Writing writing, CancellationToken ct) =>
        (await Post<AssignmentCreated>($"/api/customers/{Id(customerId)}/packages", body, writing, ct)).AssignmentId;

    /// <summary>Gives a package to many DIDs, all or none; the ids in the order of the DIDs.</summary>
    public async Task<IReadOnlyList<string>> AssignMany(string customerId, object body, Writing writing,
        CancellationToken ct) => (await Post<AssignmentsCreated>(
            $"/api/customers/{Id(customerId)}/packages/batch", body, writing, ct)).AssignmentIds;

    public Task<AssignmentView> ChangeAssignment(string customerId, string assignmentId, object body, Writing writing,
        CancellationToken ct) =>
        Post<AssignmentView>($"/api/customers/{Id(customerId)}/packages/{Id(assignmentId)}/change", body, writing, ct);

    /// <summary>Ends an assignment and begins one of another package; the id of that.</summary>
    public async Task<string> SwapPackage(string customerId, string assignmentId, object body, Writing writing,
        CancellationToken ct) => (await Post<AssignmentCreated>(
            $"/api/customers/{Id(customerId)}/packages/{Id(assignmentId)}/swap", body, writing, ct)).AssignmentId;

    public Task<AssignmentView> PauseAssignment(string customerId, string assignmentId, object body, Writing writing,
        CancellationToken ct) =>
        Post<AssignmentView>($"/api/customers/{Id(customerId)}/packages/{Id(assignmentId)}/pause", body, writing, ct);

    public Task<AssignmentView> ResumeAssignment(string customerId, string assignmentId, object body, Writing writing,
        CancellationToken ct) =>
        Post<AssignmentView>($"/api/customers/{Id(customerId)}/packages/{Id(assignmentId)}/resume", body, writing, ct);

    public Task<AssignmentView> EndAssignment(string customerId, string assignmentId, object body, Writing writing,
        CancellationToken ct) =>
        Post<AssignmentView>($"/api/customers/{Id(customerId)}/packages/{Id(assignmentId)}/end", body, writing, ct);

    public Task<ReleasedDid> ReleaseDid(string did, object body, Writing writing, CancellationToken ct) =>
        Post<ReleasedDid>($"/api/dids/{Id(did)}/release", body, writing, ct);

    /// <summary>Why an assignment is, or is not, charged on a date.</summary>
    public Task<DateExplanation> ExplainDate(string customerId, string assignmentId, DateOnly date,
        CancellationToken ct) =>
        Get<DateExplanation>($"/api/customers/{Id(customerId)}/packages/{Id(assignmentId)}/explain", ct,
            ("date", Dates.Text(date)));

    /// <summary>What a charge run would post. Nothing is written.</summary>
    public Task<Report> Simulate(object body, CancellationToken ct) =>
        Post<Report>("/api/simulations", body, new(), ct);

    /// <summary>What charging a customer's packages for a date again would post. Nothing is written.</summary>
    public Task<Report> SimulatePackage(string customerId, object body, CancellationToken ct) =>
        Post<Report>($"/api/customers/{Id(customerId)}/run-package", body, new(), ct);

    /// <summary>Charges a customer's packages for a date again; the report is null while the run goes on.</summary>
    public async Task<(string RunId, Report? Report)> RunPackage(
        string customerId, object body, Writing writing, CancellationToken ct)
    {
        using var answer = await Send(
            HttpMethod.Post, $"/api/customers/{Id(customerId)}/run-package", Body(body), writing, ct);
        if (answer.StatusCode == HttpStatusCode.Accepted) return ((await Read<RunView>(answer, ct)).RunId, null);
        var report = await Read<Report>(answer, ct);
        return (report.RunId!, report);
    }
}
