namespace PackageBilling.Billing.Accounts;

/// <summary>
/// Takes payments from a file, by the rules of <see cref="ReceivePayment"/>: above all the credit that customers bring
/// along. A payment whose reference was used for the same amount is known.
/// </summary>
internal sealed class ImportPayments(
    NpgsqlDataSource source, ReadBarrier barrier, TimeProvider clock) : IImport
{
    private static readonly ReceivePayment.Validator Validator = new();

    // Accounts as rows of this file leave them, until that is in the log.
    private readonly Dictionary<string, Account> _accounts = new(StringComparer.Ordinal);

    private IImportTarget _target = null!;

    public string File => "payments";

    public IReadOnlyList<ImportColumn> Columns { get; } =
        [
        new("reference", Required: true), new("customerId", Required: true), new("amount", Required: true), new("kind"),
    ];

    public async Task Begin(IImportTarget target, CancellationToken ct)
    {
        _target = target;
        _accounts.Clear();
        await barrier.Cover(BookProjection.ProjectionName, ImportLimits.Patience, ct);
    }

    public void Committed() => _accounts.Clear();

    // A reference is the payer's own: another may have the same.
    public string? Key(ImportRow row) =>
        row.Text("reference") is { } reference ? $"{row.Text("customerId")}\n{reference}" : null;

    public async Task<IReadOnlyList<RowDecision>> Decide(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var commands = rows.Select(row => (Row: row, Command: Command(row))).ToList();
        var sound = commands.Where(one => !one.Row.IsFaulty).Select(one => one.Command).ToList();
        var payers = await Payers([.. sound.Select(command => command.CustomerId).Distinct()], ct);
        var known = await _target.Keys([.. payers.Keys], ct);
        var used = await _target.ReadStreams([.. sound.Where(IsPayable).Select(Sealed)
            .Select(command => ReceivePayment.Stream(command.CustomerId, command.Reference!))], ct);
        return [.. commands.Select(one => one.Row.IsFaulty
            ? new RowDecision.Rejected(one.Row.Faults)
            : Decide(one.Command, payers, known, used))];

        bool IsPayable(ReceivePayment command) => known.TryGetValue(command.CustomerId, out var key) && !key.IsErased;

        ReceivePayment Sealed(ReceivePayment command) =>
            command with { Reference = known[command.CustomerId].Seal(command.Reference!) };
    }

    private RowDecision Decide(
        ReceivePayment command, Dictionary<string, DatedAccount> payers, IReadOnlyDictionary<string, CustomerKey> known,
        IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>> used)
    {
        var isUsed = false;
        try
        {
            if (!payers.TryGetValue(command.CustomerId, out var payer))
                throw Problem.NotFound("customerId", "customer", command.CustomerId);
            command = command with { Reference = known[command.CustomerId].Seal(command.Reference!) };
            var reference = ReceivePayment.Stream(command.CustomerId, command.Reference!);
            var account = _accounts.GetValueOrDefault(command.CustomerId) ?? new(payer.Credit, payer.Version);
            var before = used.GetValueOrDefault(reference)?[^1].Data as PaymentReferenceUsed;
            isUsed = before is not null;
            var payment = ReceivePayment.Decide(
                command, before, account,
                TimeZones.LocalDate(payer.TimeZone, clock.GetUtcNow()));
            var sum = new RowSum(0, payer.Currency, command.Amount!.Value);
            if (payment is null) return new RowDecision.Known { Sum = sum };
            _accounts[command.CustomerId] = new(payment.CreditAfter, account.Version + 1);
            return new RowDecision.Added(
                new StreamFact(reference, 0,
                    new PaymentReferenceUsed(command.CustomerId, command.Reference!, command.Amount.Value)),
                new StreamFact(Streams.Account(command.CustomerId), account.Version, payment)) { Sum = sum };
        }
        catch (ProblemException refused)
        {
            return RowDecision.Rejected.Because(refused) with { IsChanged = isUsed };
        }
    }

    // The accounts as the book has them: when it is behind, the version does not fit, and all is decided again.
    private async Task<Dictionary<string, DatedAccount>> Payers(string[] customerIds, CancellationToken ct)
    {
        await barrier.Cover(BookProjection.ProjectionName, ImportLimits.Patience, ct);
        var payers = await AccountRows.OfCustomers(source, customerIds, ct);
        foreach (var events in _target.Unwritten([.. customerIds.Select(StreamNames.Customer)]).Values)
            if (events[0].Data is CustomerRegistered registered)
                payers[registered.CustomerId] = new(0, 0, registered.TimeZone, registered.Currency);
        foreach (var (customerId, payer) in payers.ToList())
            if (_target.Unwritten([Streams.Account(customerId)]).Values.SingleOrDefault() is [.., var last])
                payers[customerId] = payer with { Credit = Account.CreditAfter(last.Data), Version = last.Version };
        return payers;
    }

    private static ReceivePayment Command(ImportRow row)
    {
        var kind = row.Text("kind");
        if (kind is not (null or "payment" or "opening")) row.Fault("kind", "must be payment or opening");
        var command = new ReceivePayment(
            row.Text("customerId") ?? "", row.Amount("amount"), row.Text("reference"), kind == "opening");
        row.Check(Validator.Validate(command));
        return command;
    }
}
