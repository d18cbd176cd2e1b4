namespace PackageBilling.Portal;

/// <summary>Customers and their accounts (api: "Subscriptions", "Billing").</summary>
internal sealed partial class BillingApi
{
    public Task<Page<CustomerView>> Customers(string? search, string? after, int limit, CancellationToken ct) =>
        Get<Page<CustomerView>>("/api/customers", ct, ("search", search), Limit(limit), ("after", after));

    public Task<Seen<CustomerView>> Customer(string customerId, CancellationToken ct) =>
        GetSeen<CustomerView>($"/api/customers/{Id(customerId)}", ct);

    public Task<CustomerView> RegisterCustomer(object body, Writing writing, CancellationToken ct) =>
        Post<CustomerView>("/api/customers", body, writing, ct);

    public Task<CustomerView> EditCustomer(string customerId, object body, Writing writing, CancellationToken ct) =>
        Write<CustomerView>(HttpMethod.Patch, $"/api/customers/{Id(customerId)}", body, writing, ct);

    /// <summary>What a customer's documents say about it, and its taxes.</summary>
    public Task<CustomerBilling> Billing(string customerId, CancellationToken ct) =>
        Get<CustomerBilling>($"/api/customers/{Id(customerId)}/billing", ct);

    public Task<CustomerBilling> ChangeBilling(
        string customerId, object body, Writing writing, CancellationToken ct) =>
        Write<CustomerBilling>(HttpMethod.Put, $"/api/customers/{Id(customerId)}/billing", body, writing, ct);

    public Task<CustomerBilling> ChangeTaxRates(
        string customerId, object body, Writing writing, CancellationToken ct) =>
        Write<CustomerBilling>(HttpMethod.Put, $"/api/customers/{Id(customerId)}/tax-rates", body, writing, ct);

    /// <summary>What has become of a customer and its packages, in the order recorded.</summary>
    public Task<Page<CustomerHistoryEntry>> CustomerHistory(string customerId, string? after, CancellationToken ct) =>
        Get<Page<CustomerHistoryEntry>>($"/api/customers/{Id(customerId)}/history", ct, ("limit", "100"),
            ("after", after));

    /// <summary>Accounts: all, or those that are exhausted or low.</summary>
    public Task<Page<NamedAccount>> Accounts(string? state, int limit, string? after, CancellationToken ct) =>
        Get<Page<NamedAccount>>("/api/accounts", ct, ("state", state), Limit(limit), ("after", after));

    public Task<AccountView> Account(string customerId, CancellationToken ct) =>
        Get<AccountView>($"/api/customers/{Id(customerId)}/account", ct);

    public Task<StatementEntries> Statement(string customerId, Span span, int limit, string? after,
        CancellationToken ct) =>
        Get<StatementEntries>($"/api/customers/{Id(customerId)}/statement", ct, ("from", span.From), ("to", span.To),
            Limit(limit), ("after", after));

    /// <summary>The statement as html, pdf or csv. The answer is the caller's to dispose of.</summary>
    public Task<HttpResponseMessage> StatementFile(
        string customerId, string extension, Span span, CancellationToken ct) =>
        Send(HttpMethod.Get, span.On($"/api/customers/{Id(customerId)}/statement.{extension}"), null, null, ct);

    public Task<Page<ReportLine>> Charges(string customerId, Span span, string? after, CancellationToken ct) =>
        Get<Page<ReportLine>>($"/api/customers/{Id(customerId)}/charges", ct, ("from", span.From), ("to", span.To),
            ("limit", "100"), ("after", after));

    public Task<Page<CallView>> Calls(string customerId, Span span, string? after, CancellationToken ct) =>
        Get<Page<CallView>>($"/api/customers/{Id(customerId)}/calls", ct, ("from", span.From), ("to", span.To),
            ("limit", "100"), ("after", after));

    public Task<IReadOnlyList<CustomerFeature>> Features(string customerId, CancellationToken ct) =>
        Get<IReadOnlyList<CustomerFeature>>($"/api/customers/{Id(customerId)}/features", ct);

    /// <summary>Requests for platform features that are open: not acknowledged or failed, or of a state.</summary>
    public Task<Page<CustomerFeature>> OpenFeatures(string? state, int limit, string? after, CancellationToken ct) =>
        Get<Page<CustomerFeature>>("/api/platform-features/open", ct, ("state", state), Limit(limit),
            ("after", after));

    /// <summary>Answers for the provisioning system.</summary>
    public Task<AcknowledgedFeature> AcknowledgeFeature(
        string customerId, string feature, object body, Writing writing, CancellationToken ct) =>
        Post<AcknowledgedFeature>(
            $"/api/customers/{Id(customerId)}/features/{Id(feature)}/acknowledge", body, writing, ct);

    public Task<IReadOnlyList<FreeMinutesView>> FreeMinutes(string customerId, CancellationToken ct) =>
        Get<IReadOnlyList<FreeMinutesView>>($"/api/customers/{Id(customerId)}/free-minutes", ct);

    /// <summary>The periods of free minutes that today lies in, of those of some assignments that have one.</summary>
    public async Task<IReadOnlyDictionary<string, FreeMinutesView>> FreeMinutes(
        IEnumerable<AssignedPackage> assignments, CancellationToken ct)
    {
        var ids = string.Join(',', from one in assignments where one.FreeMinutes is not null select one.AssignmentId);
        var windows = ids.Length == 0 ? []
            : await Get<IReadOnlyList<FreeMinutesView>>("/api/free-minutes", ct, ("assignmentIds", ids));
        return windows.ToDictionary(window => window.AssignmentId, StringComparer.Ordinal);
    }

    public Task<PaymentAnswer> Pay(string customerId, object body, Writing writing, CancellationToken ct) =>
        Post<PaymentAnswer>($"/api/customers/{Id(customerId)}/payments", body, writing, ct);

    public Task<CreditAdjustment> Adjust(string customerId, object body, Writing writing, CancellationToken ct) =>
        Post<CreditAdjustment>($"/api/customers/{Id(customerId)}/adjustments", body, writing, ct);

    /// <summary>Passes a file of calls on as it comes.</summary>
    public async Task<UsageTaken> RecordUsage(Stream calls, string contentType, CancellationToken ct)
    {
        using var content = new StreamContent(calls);
        content.Headers.ContentType = new(contentType);
        using var answer = await Send(HttpMethod.Post, "/api/usage", content, null, ct);
        return await Read<UsageTaken>(answer, ct);
    }

    /// <summary>Reverses a line, for good or so that the next run of its date charges it again.</summary>
    public Task<ReportLine> Reverse(string chargeId, bool chargeAgain, Writing writing, CancellationToken ct) =>
        Post<ReportLine>($"/api/charges/{Id(chargeId)}/reverse",
            FormState.Body(("reason", writing.Reason), ("chargeAgain", chargeAgain)), writing, ct);

    public Task<ChargeExplanation> Explain(string chargeId, CancellationToken ct) =>
        Get<ChargeExplanation>($"/api/charges/{Id(chargeId)}/explain", ct);
}

/// <summary>Dates from and to, as they stand in an address; either may be open.</summary>
public sealed record Span(string? From, string? To)
{
    public bool IsAll => string.IsNullOrEmpty(From) && string.IsNullOrEmpty(To);

    /// <summary>The address of a list with these dates.</summary>
    public string On(string path) => Addresses.Of(path, ("from", From), ("to", To));
}
