namespace PackageBilling.Subscriptions;

/// <summary>
/// Takes customers from a file, by the rules of <see cref="RegisterCustomer"/>. A customer that is there already as it
/// was registered is known, whatever was changed since.
/// </summary>
internal sealed class ImportCustomers(IEventLog log, CustomerKeys keys) : IImport
{
    private static readonly RegisterCustomer.Validator Validator = new();

    public string File => "customers";

    public IReadOnlyList<ImportColumn> Columns { get; } =
        [new("customerId", Required: true), new("name", Required: true), new("currency"),
            new("timeZone"), new("creditLimit")];

    public Task Begin(CancellationToken ct) => Task.CompletedTask;

    public void Committed()
    {
    }

    public string? Key(ImportRow row) => row.Text("customerId");

    public async Task<IReadOnlyList<RowDecision>> Decide(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var commands = rows.Select(row => (Row: row, Command: Command(row))).ToList();
        var streams = await log.ReadStreams(
            [.. commands.Where(one => !one.Row.IsFaulty).Select(one => Customer.Stream(one.Command.CustomerId!))], ct);
        var known = await keys.Of(
            [.. commands.Where(one => !one.Row.IsFaulty).Select(one => one.Command.CustomerId!)], ct);
        return [.. commands.Select(one => one.Row.IsFaulty
            ? new RowDecision.Rejected(one.Row.Faults)
            : known[one.Command.CustomerId!].IsErased
            ? new RowDecision.Rejected(new RowFault(
                "customerId", $"customer {one.Command.CustomerId} was erased; nothing more can be recorded for it"))
            : Decide(one.Command with { Name = known[one.Command.CustomerId!].Seal(one.Command.Name!.Trim()) },
                streams.GetValueOrDefault(Customer.Stream(one.Command.CustomerId!))?[0].Data as CustomerRegistered))];
    }

    /// <summary>What becomes of a row whose customer may be there already.</summary>
    internal static RowDecision Decide(RegisterCustomer command, CustomerRegistered? there)
    {
        var registered = RegisterCustomer.Decide(command, null);
        if (there is null)
            return new RowDecision.Added(new StreamFact(Customer.Stream(registered.CustomerId), 0, registered));
        return Difference(there, registered) is { } field
            ? new RowDecision.Rejected(
                new RowFault("customerId", $"customer {there.CustomerId} is there already with another {field}"))
            : new RowDecision.Known();
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
