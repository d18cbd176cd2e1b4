namespace PackageBilling.Portal;

/// <summary>Packages that customers have (api: "Subscriptions").</summary>
internal sealed partial class BillingApi
{
    public Task<Rows<Assignment>> Assignments(string customerId, DateOnly? on, string? after, CancellationToken ct) =>
        Get<Rows<Assignment>>(Query($"/api/customers/{Id(customerId)}/packages", ("on", on is { } date ? DateText.Of(date) : null), ("limit", "100"), ("after", after)), ct);

    /// <summary>A customer's assignments of a package that are on no DID.</summary>
    public Task<Rows<Assignment>> OwnAssignments(string customerId, string packageId, string? after, CancellationToken ct) => Get<Rows<Assignment>>(Query(
        $"/api/customers/{Id(customerId)}/packages", ("packageId", packageId), ("withoutDid", "true"), Limit(MaxRows), ("after", after)), ct);

    public Task<Seen<Assignment>> Assignment(string customerId, string assignmentId, CancellationToken ct) =>
        GetSeen<Assignment>($"/api/customers/{Id(customerId)}/packages/{Id(assignmentId)}", ct);

    public async Task<string> Assign(string customerId, object body, Writing writing, CancellationToken ct) =>
        (await Post<NewAssignment>($"/api/customers/{Id(customerId)}/packages", body, writing, ct)).AssignmentId;

    public Task<Assignment> ChangeAssignment(string customerId, string assignmentId, object body, Writing writing, CancellationToken ct) =>
        Post<Assignment>($"/api/customers/{Id(customerId)}/packages/{Id(assignmentId)}/change", body, writing, ct);

    public Task<Assignment> EndAssignment(string customerId, string assignmentId, object body, Writing writing, CancellationToken ct) =>
        Post<Assignment>($"/api/customers/{Id(customerId)}/packages/{Id(assignmentId)}/end", body, writing, ct);

    public Task<Released> ReleaseDid(string did, object body, Writing writing, CancellationToken ct) =>
        Post<Released>($"/api/dids/{Id(did)}/release", body, writing, ct);

    /// <summary>Why an assignment is, or is not, charged on a date.</summary>
    public Task<DateExplanation> ExplainDate(string customerId, string assignmentId, DateOnly date, CancellationToken ct) =>
        Get<DateExplanation>(Query($"/api/customers/{Id(customerId)}/packages/{Id(assignmentId)}/explain", ("date", DateText.Of(date))), ct);

    /// <summary>What a charge run would post. Nothing is written.</summary>
    public Task<Report> Simulate(object body, CancellationToken ct) => Post<Report>("/api/simulations", body, new(), ct);

    /// <summary>Charges a customer's packages for a date again, or says what that would post.</summary>
    public Task<Report> RunPackage(string customerId, object body, Writing writing, CancellationToken ct) =>
        Post<Report>($"/api/customers/{Id(customerId)}/run-package", body, writing, ct);

    private sealed record NewAssignment(string AssignmentId);
}

/// <summary>A package that a customer has, as it is on a date.</summary>
public sealed record Assignment
{
    public string AssignmentId { get; init; } = "";
    public string CustomerId { get; init; } = "";
    public string PackageId { get; init; } = "";
    public string? PackageName { get; init; }
    public string? Currency { get; init; }
    public string? Did { get; init; }
    public int Quantity { get; init; }
    public bool AutoDecrementCredit { get; init; }
    public DateOnly StartDate { get; init; }
    public DateOnly? EndDate { get; init; }
    public int? FreeMinutes { get; init; }
    public DateOnly? BilledThrough { get; init; }
    public string Status { get; init; } = "";
    public IReadOnlyList<AssignmentFact> History { get; init; } = [];

    /// <summary>The package's name, or its id while it has none.</summary>
    public string Name => PackageName ?? PackageId;
}

public sealed record AssignmentFact(
    long Position, string Event, DateOnly? EffectiveFrom, int? Quantity, bool? AutoDecrementCredit, DateOnly? EndDate,
    DateTimeOffset RecordedAt, string Actor, string? Reason, string? ActorKeyId = null);

public sealed record Released(IReadOnlyList<string> Ended);

/// <summary>What an assignment owes on a date, and why.</summary>
public sealed record DateExplanation(
    DateOnly Date, string Outcome, string Reason, IReadOnlyList<Line> Lines, IReadOnlyList<DateOnly> NextDue, IReadOnlyList<ExplainedStep> Steps);
