namespace PackageBilling.Subscriptions;

/// <summary>
/// Takes customers from a file, by the rules of <see cref="RegisterCustomer"/>. A customer that is there already as it
/// was registered is known, whatever was changed since; billing details that it has none of yet are added.
/// </summary>
internal sealed class ImportCustomers : IImport
{
    private static readonly RegisterCustomer.Validator Validator = new();

    private IImportTarget _target = null!;

    public string File => "customers";

    public IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("customerId", Required: true), new("name", Required: true), new("currency"), new("timeZone"),
        new("creditLimit"), .. BillingColumns.All,
    ];

    public Task Begin(IImportTarget target, CancellationToken ct)
    {
        _target = target;
        return Task.CompletedTask;
    }

    public void Committed()
    {
    }

    public string? Key(ImportRow row) => row.Text("customerId");

    public async Task<IReadOnlyList<RowDecision>> Decide(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var given = rows.Select(row => (Row: row, Command: Command(row), Billing: BillingColumns.Read(row))).ToList();
        string[] customerIds = [.. given.Where(one => !one.Row.IsFaulty).Select(one => one.Command.CustomerId!)];
        var streams = await _target.ReadStreams([.. customerIds.Select(Customer.Stream)], ct);
        var known = await _target.Keys(customerIds, ct);
        return [.. given.Select(one => one.Row.IsFaulty
            ? new RowDecision.Rejected(one.Row.Faults)
            : Decide(one.Command, one.Billing, known[one.Command.CustomerId!],
                streams.GetValueOrDefault(Customer.Stream(one.Command.CustomerId!)) ?? []))];
    }

    private static RowDecision Decide(
        RegisterCustomer command, BillingColumns billing, CustomerKey key, IReadOnlyList<StoredEvent> stream) =>
        key.IsErased
            ? new RowDecision.Rejected(new RowFault(
                "customerId", $"customer {command.CustomerId} was erased; nothing more can be recorded for it"))
            : Decide(command with { Name = key.Seal(command.Name!.Trim()) }, billing,
                [.. stream.Select(stored => stored.Data)], key.Seal);

    /// <summary>What becomes of a row whose customer may be there already.</summary>
    /// <param name="command">The customer, its name as a token.</param>
    /// <param name="billing">Its billing details, in the clear.</param>
    /// <param name="recorded">The events of the customer; none when there is no such customer.</param>
    /// <param name="seal">Makes a token of a text.</param>
    internal static RowDecision Decide(
        RegisterCustomer command, BillingColumns billing, IReadOnlyList<object> recorded, Func<string, string> seal)
    {
        var registered = RegisterCustomer.Decide(command, null);
        var there = recorded is [CustomerRegistered first, ..] ? first : null;
        var (added, ofBilling) = billing.Added(registered, recorded, seal);
        if (there is not null && (Difference(there, registered) ?? ofBilling) is { } field)
            return RowDecision.Rejected.Changed(
                "customerId", $"customer {there.CustomerId} is there already with another {field}");
        IReadOnlyList<object> facts = there is null ? [registered, .. added] : added;
        return facts.Count == 0 ? new RowDecision.Known() : new RowDecision.Added([.. facts.Select((fact, n) =>
            new StreamFact(Customer.Stream(registered.CustomerId), recorded.Count + n, fact))]);
    }

    private static string? Difference(CustomerRegistered there, CustomerRegistered given) =>
        there.Name != given.Name ? "name"
        : there.Currency != given.Currency ? "currency"
        : there.TimeZone != given.TimeZone ? "timeZone"
        : there.CreditLimit != given.CreditLimit ? "creditLimit"
        : null;

    private static RegisterCustomer Command(ImportRow row)
    {
        var command = new RegisterCustomer(
            row.Text("customerId"), row.Text("name"), row.Text("currency"), row.Text("timeZone"),
            row.Amount("creditLimit"));
        row.Check(Validator.Validate(command));
        return command;
    }
}
