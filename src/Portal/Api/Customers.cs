namespace PackageBilling.Portal;

/// <summary>Customers and their accounts (api: "Subscriptions", "Billing").</summary>
internal sealed partial class BillingApi
{
    public Task<Rows<Customer>> Customers(string? search, string? after, int limit, CancellationToken ct) => Get<Rows<Customer>>(Query(
        "/api/customers", ("search", search), Limit(limit), ("after", after)), ct);

    public Task<Seen<Customer>> Customer(string customerId, CancellationToken ct) => GetSeen<Customer>($"/api/customers/{Id(customerId)}", ct);

    public Task<Customer> RegisterCustomer(object body, Writing writing, CancellationToken ct) => Post<Customer>("/api/customers", body, writing, ct);

    public Task<Customer> EditCustomer(string customerId, object body, Writing writing, CancellationToken ct) =>
        Write<Customer>(HttpMethod.Patch, $"/api/customers/{Id(customerId)}", body, writing, ct);

    /// <summary>What has become of a customer and its packages, in the order recorded.</summary>
    public Task<Rows<CustomerFact>> CustomerHistory(string customerId, string? after, CancellationToken ct) =>
        Get<Rows<CustomerFact>>(Query($"/api/customers/{Id(customerId)}/history", ("limit", "100"), ("after", after)), ct);

    /// <summary>Accounts: all, or those that are exhausted or low.</summary>
    public Task<Rows<NamedAccount>> Accounts(string? state, int limit, string? after, CancellationToken ct) => Get<Rows<NamedAccount>>(Query(
        "/api/accounts", ("state", state), Limit(limit), ("after", after)), ct);

    public Task<Account> Account(string customerId, CancellationToken ct) => Get<Account>($"/api/customers/{Id(customerId)}/account", ct);

    public Task<Statement> Statement(string customerId, Span span, int limit, string? after, CancellationToken ct) => Get<Statement>(Query(
        $"/api/customers/{Id(customerId)}/statement", ("from", span.From), ("to", span.To), Limit(limit), ("after", after)), ct);

    public Task<Rows<Line>> Charges(string customerId, Span span, string? after, CancellationToken ct) =>
        Get<Rows<Line>>(Query($"/api/customers/{Id(customerId)}/charges", ("from", span.From), ("to", span.To), ("limit", "100"), ("after", after)), ct);

    public Task<Rows<Call>> Calls(string customerId, Span span, string? after, CancellationToken ct) =>
        Get<Rows<Call>>(Query($"/api/customers/{Id(customerId)}/calls", ("from", span.From), ("to", span.To), ("limit", "100"), ("after", after)), ct);

    public Task<IReadOnlyList<Feature>> Features(string customerId, CancellationToken ct) =>
        Get<IReadOnlyList<Feature>>($"/api/customers/{Id(customerId)}/features", ct);

    public Task<IReadOnlyList<FreeMinutes>> FreeMinutes(string customerId, CancellationToken ct) =>
        Get<IReadOnlyList<FreeMinutes>>($"/api/customers/{Id(customerId)}/free-minutes", ct);

    /// <summary>The periods of free minutes that today lies in, of those of some assignments that have one.</summary>
    public async Task<IReadOnlyDictionary<string, FreeMinutes>> FreeMinutes(IEnumerable<Assignment> assignments, CancellationToken ct)
    {
        var ids = assignments.Where(assignment => assignment.FreeMinutes is not null).Select(assignment => assignment.AssignmentId).ToList();
        var windows = ids.Count == 0 ? [] : await Get<IReadOnlyList<FreeMinutes>>(Query("/api/free-minutes", ("assignmentIds", string.Join(',', ids))), ct);
        return windows.ToDictionary(window => window.AssignmentId, StringComparer.Ordinal);
    }

    public Task<Paid> Pay(string customerId, object body, Writing writing, CancellationToken ct) =>
        Post<Paid>($"/api/customers/{Id(customerId)}/payments", body, writing, ct);

    public Task<Paid> Adjust(string customerId, object body, Writing writing, CancellationToken ct) =>
        Post<Paid>($"/api/customers/{Id(customerId)}/adjustments", body, writing, ct);

    /// <summary>Passes a file of calls on as it comes.</summary>
    public async Task<UsageTaken> RecordUsage(Stream calls, string contentType, CancellationToken ct)
    {
        using var content = new StreamContent(calls);
        content.Headers.ContentType = new(contentType);
        using var answer = await Send(HttpMethod.Post, "/api/usage", content, null, ct);
        return await Read<UsageTaken>(answer, ct);
    }

    /// <summary>Reverses a line, for good or so that the next run of its date charges it again.</summary>
    public Task<Line> Reverse(string chargeId, bool chargeAgain, Writing writing, CancellationToken ct) =>
        Post<Line>($"/api/charges/{Id(chargeId)}/reverse", FormState.Body(("reason", writing.Reason), ("chargeAgain", chargeAgain)), writing, ct);

    public Task<ChargeExplanation> Explain(string chargeId, CancellationToken ct) => Get<ChargeExplanation>($"/api/charges/{Id(chargeId)}/explain", ct);
}

public sealed record Customer(string CustomerId, string Name, string Currency, string TimeZone, decimal CreditLimit, DateTimeOffset? RegisteredAt);

public sealed record Account(string CustomerId, string Currency, decimal Credit, decimal CreditLimit, decimal Available, decimal Accrued);

public sealed record NamedAccount(string CustomerId, string Name, string Currency, decimal Credit, decimal CreditLimit, decimal Available, decimal Accrued);

/// <summary>A part of a statement: each entry's credit is that of the one before plus its amount.</summary>
/// <param name="BroughtForward">The credit before the first entry.</param>
/// <param name="Items">The entries, in the order recorded.</param>
/// <param name="Next">What to ask with for the entries that follow; null at the end.</param>
public sealed record Statement(decimal BroughtForward, IReadOnlyList<StatementEntry> Items, string? Next);

/// <summary>A change of the credit: on is the date on which it was recorded, date the business date of a charge.</summary>
public sealed record StatementEntry(
    DateOnly On, string Kind, decimal Amount, decimal CreditAfter, string Reference, DateOnly? Date, string? Reason, long Position, DateTimeOffset RecordedAt, string Actor);

/// <summary>One thing that became of a customer; what it is not about is null.</summary>
public sealed record CustomerFact(long Position, string Event, DateTimeOffset RecordedAt, string Actor, string? Reason)
{
    public string? ActorKeyId { get; init; }
    public string? Name { get; init; }
    public string? TimeZone { get; init; }
    public decimal? CreditLimit { get; init; }
    public string? PlatformFeature { get; init; }
    public string? AssignmentId { get; init; }
    public string? PackageId { get; init; }
    public string? Did { get; init; }
    public DateOnly? EffectiveFrom { get; init; }
    public int? Quantity { get; init; }
    public bool? AutoDecrementCredit { get; init; }
    public DateOnly? EndDate { get; init; }
}

public sealed record Call(
    string CallId, DateTimeOffset StartedAt, DateOnly LocalDate, string? Did, string Destination, int BilledSeconds, decimal Amount, int FreeSeconds, decimal Charged);

public sealed record Feature(string PlatformFeature, DateOnly EnabledOn);

public sealed record FreeMinutes(
    string AssignmentId, string PackageId, string? Did, IReadOnlyList<string> Destinations, DateOnly WindowFrom, DateOnly? WindowTo,
    long GrantedSeconds, long UsedSeconds, long RemainingSeconds);

public sealed record Paid(decimal Amount, decimal Credit);

public sealed record UsageTaken(long Accepted, long Duplicates, long RejectedCount, IReadOnlyList<RejectedCall> Rejected);

public sealed record RejectedCall(long Line, string? CallId, string Error);

/// <summary>Dates from and to, as they stand in an address; either may be open.</summary>
public sealed record Span(string? From, string? To)
{
    public bool IsAll => string.IsNullOrEmpty(From) && string.IsNullOrEmpty(To);

    /// <summary>The address of a list with these dates.</summary>
    public string On(string path, string? after = null) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.AddQueryString(path,
        new (string Name, string? Value)[] { ("from", From), ("to", To), ("after", after) }
            .Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => KeyValuePair.Create(part.Name, part.Value)));
}
