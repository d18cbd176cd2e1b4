namespace PackageBilling.Subscriptions;

/// <summary>
/// Takes assignments from a file, by the rules of <see cref="AssignPackage"/>. An assignment that is there already as
/// it was given is known, whatever became of it since; its id is required, since only by it a repeat is told from a
/// second assignment.
/// </summary>
internal sealed class ImportAssignments(OfferedPackages packages, TimeProvider clock) : IImport
{
    private static readonly AssignmentRules Rules = new();

    private readonly DidsInFile _dids = new();
    private IImportTarget _target = null!;
    private OfferedCatalog _catalog = new([]);
    private DateTimeOffset _now;

    public string File => "assignments";

    public IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("assignmentId", Required: true), new("customerId", Required: true), new("packageId"),
        new("packageName"), new("quantity"),
        new("startDate", Required: true), new("endDate"), new("did"), new("autoDecrementCredit"),
        new("freeMinutes"), new("billedThrough"),
        new("billPast"), new("allowDuplicate"), new("retail"), new("cost"), new("setupRetail"), new("setupCost"),
        new("minimumSpend"), new("discountPercent"), new("skipSetup"),
    ];

    public async Task Begin(IImportTarget target, CancellationToken ct)
    {
        _target = target;
        _dids.Clear();
        _now = clock.GetUtcNow();
        _catalog = await packages.All(target.Unwritten<PackageDefined>(), ImportLimits.Patience, ct);
    }

    public void Committed() => _dids.Clear();

    public string? Key(ImportRow row) => row.Text("assignmentId");

    public async Task<IReadOnlyList<RowDecision>> Decide(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var given = rows.Select(row => (Row: row, CustomerId: CustomerOf(row), Given: Read(row))).ToList();
        var sound = given.Where(one => !one.Row.IsFaulty).ToList();
        var hash = await _target.NumberHash(ct);
        var streams = await _target.ReadStreams(
        [
            .. sound.Select(one => Customer.Stream(one.CustomerId!)).Distinct(),
            .. sound.Select(one => Assignment.Stream(one.Given.AssignmentId!)),
            .. sound.Select(one => PhoneNumbers.Did(one.Given.Did)).OfType<string>().Distinct()
                .Select(number => Did.Stream(hash(number))),
        ], ct);
        var known = await _target.Keys(
            [.. sound.Where(one => one.Given.Did is not null && streams.ContainsKey(Customer.Stream(one.CustomerId!)))
                .Select(one => one.CustomerId!).Distinct()], ct);
        return
        [
            .. given.Select(one => one.Row.IsFaulty
                ? new RowDecision.Rejected(one.Row.Faults)
                : Decide(one.Row.Line, one.CustomerId!, one.Given, streams, Sealed)),
        ];

        SealedDid? Sealed(string customerId, string? did) =>
            PhoneNumbers.Did(did) is { } number && known.TryGetValue(customerId, out var key)
                ? SealedDid.Of(number, key, hash)
                : null;
    }

    private RowDecision Decide(
        int line, string customerId, NewAssignment given,
        IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>> streams, Func<string, string?, SealedDid?> seal)
    {
        var assignmentId = given.AssignmentId!;
        try
        {
            var onDid = seal(customerId, given.Did);
            if (streams.GetValueOrDefault(Assignment.Stream(assignmentId))?[0].Data is PackageAssigned there)
                return Again(customerId, given, there, onDid);
            var customer = streams.Fold<Customer>(Customer.Stream(customerId), Customer.Evolve).State
                ?? throw Problem.NotFound("customerId", "customer", customerId);
            customer.NotErased();
            var package = _catalog.Find(given.PackageId!, given.StartDate!.Value)
                ?? throw Problem.NotFound("packageId", "package", given.PackageId!);
            var number = PhoneNumbers.Did(given.Did);
            var (did, didVersion) = onDid is null ? (null, 0) : streams.Fold<Did>(Did.Stream(onDid.Hash), Did.Evolve);
            if (number is not null)
            {
                if (_dids.IsFull(number))
                    throw Problem.Rule("did", $"{number} is in {DidsInFile.MaxUses} rows before; send it in parts");
                did = _dids.Evolve(number, did);
            }

            var (assigned, dates) = AssignPackage.Decide(
                given, assignmentId, customer, package, did, TimeZones.LocalDate(customer.TimeZone, _now));
            var fact = new StreamFact(Assignment.Stream(assignmentId), 0, assigned.On(onDid));
            var sum = new RowSum(assigned.Quantity ?? 0);
            if (dates is null || onDid is null) return new RowDecision.Added(fact) { Sum = sum };
            return new RowDecision.Added(
                fact, new(Did.Stream(onDid.Hash), didVersion + _dids.Add(number!, dates, line), dates.On(onDid)))
            { Sum = sum };
        }
        catch (ProblemException refused)
        {
            return RowDecision.Rejected.Because(refused);
        }
    }

    /// <summary>What becomes of a row whose assignment is there already.
    /// What the row leaves out is as it was decided then.</summary>
    internal static RowDecision Again(
        string customerId, NewAssignment given, PackageAssigned there, SealedDid? did = null)
    {
        var again = AssignPackage.Assigned(
            given, there.AssignmentId, customerId, given.Quantity ?? there.Quantity, given.BillPast ?? there.BillPast)
            .On(did);
        return again == there ? new RowDecision.Known { Sum = new(there.Quantity ?? 0) }
            : RowDecision.Rejected.Changed("assignmentId",
                $"assignment {there.AssignmentId} is there already with another {Difference(there, again)}");
    }

    private static string Difference(PackageAssigned there, PackageAssigned given) =>
        there.CustomerId != given.CustomerId ? "customerId"
        : there.PackageId != given.PackageId ? "packageId"
        : there.Did != given.Did ? "did"
        : there.Quantity != given.Quantity ? "quantity"
        : there.StartDate != given.StartDate ? "startDate"
        : there.EndDate != given.EndDate ? "endDate"
        : there.AutoDecrementCredit != given.AutoDecrementCredit ? "autoDecrementCredit"
        : there.FreeMinutes != given.FreeMinutes ? "freeMinutes"
        : there.BilledThrough != given.BilledThrough ? "billedThrough"
        : there.Retail != given.Retail ? "retail"
        : there.Cost != given.Cost ? "cost"
        : there.SetupRetail != given.SetupRetail ? "setupRetail"
        : there.SetupCost != given.SetupCost ? "setupCost"
        : there.MinimumSpend != given.MinimumSpend ? "minimumSpend"
        : there.DiscountPercent != given.DiscountPercent ? "discountPercent"
        : there.SkipSetup != given.SkipSetup ? "skipSetup"
        : "billPast";

    private static string? CustomerOf(ImportRow row)
    {
        var customerId = row.Text("customerId");
        if (customerId is null) row.Fault("customerId", "is required");
        else if (!Identifiers.IsValid(customerId))
            row.Fault("customerId", Identifiers.Rule);
        return customerId;
    }

    private NewAssignment Read(ImportRow row)
    {
        if (row.Text("assignmentId") is null)
            row.Fault("assignmentId", "is required: by it a repeat is told from a second assignment");
        var given = new NewAssignment(
            row.Text("assignmentId"), PackageOf(row), row.Number("quantity"), row.Date("startDate"),
            row.Date("endDate"), row.Text("did"),
            row.Flag("autoDecrementCredit"), row.Number("freeMinutes"), row.Date("billedThrough"), row.Flag("billPast"),
            row.Flag("allowDuplicate"), row.Flag("skipSetup"))
        {
            Retail = Own(row, "retail"), Cost = Own(row, "cost"), SetupRetail = Own(row, "setupRetail"),
            SetupCost = Own(row, "setupCost"),
            MinimumSpend = Own(row, "minimumSpend"), DiscountPercent = Own(row, "discountPercent"),
        };
        row.Check(Rules.Validate(given));
        return given;
    }

    private static Optional<decimal> Own(ImportRow row, string column) =>
        row.Amount(column) is { } own ? own : default(Optional<decimal>);

    private string? PackageOf(ImportRow row)
    {
        if (row.Text("packageName") is not { } name) return row.Text("packageId");
        if (row.Text("packageId") is not null) row.Fault("packageName", "must be left out when there is a packageId");
        else if (_catalog.Named(name) is { } packageId) return packageId;
        else row.Fault("packageName", $"no package that takes assignments is called {name}");
        // The row is rejected for that already, and not because an id is missing as well.
        return "-";
    }
}
