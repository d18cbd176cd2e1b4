namespace PackageBilling.Subscriptions;

/// <summary>
/// Takes pauses of assignments from a file, by the rules of <see cref="PauseAssignment"/> and
/// <see cref="ResumeAssignment"/>: past ones that another system has kept, and those agreed on ahead.
/// </summary>
internal sealed class ImportPauses : IImport
{
    private static readonly SpanRules Rules = new();

    // Assignments as rows of this file leave them, until that is in the log.
    private readonly Dictionary<string, (Assignment State, long Version)> _assignments = new(StringComparer.Ordinal);

    private IImportTarget _target = null!;

    public string File => "pauses";

    public IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("assignmentId", Required: true), new("customerId", Required: true), new("from", Required: true),
        new("resumedOn"),
    ];

    public Task Begin(IImportTarget target, CancellationToken ct)
    {
        _target = target;
        _assignments.Clear();
        return Task.CompletedTask;
    }

    public void Committed() => _assignments.Clear();

    public string? Key(ImportRow row) =>
        row.Text("assignmentId") is { } id && row.Text("from") is { } from ? $"{id}\n{from}" : null;

    public async Task<IReadOnlyList<RowDecision>> Decide(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var given = rows.Select(row => (Row: row, Given: Read(row))).ToList();
        var sound = given.Where(one => !one.Row.IsFaulty).Select(one => one.Given).ToList();
        var streams = await _target.ReadStreams(
        [
            .. sound.Select(one => Assignment.Stream(one.AssignmentId!)).Distinct(),
            .. sound.Select(one => Customer.Stream(one.CustomerId!)).Distinct(),
        ], ct);
        return
        [
            .. given.Select(one => one.Row.IsFaulty
                ? new RowDecision.Rejected(one.Row.Faults)
                : Decide(one.Given, streams)),
        ];
    }

    private RowDecision Decide(PausedSpan given, IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>> streams)
    {
        try
        {
            var (customerId, assignmentId) = (given.CustomerId!, given.AssignmentId!);
            var customer = streams.Fold<Customer>(Customer.Stream(customerId), Customer.Evolve).State
                ?? throw Problem.NotFound("customerId", "customer", customerId);
            customer.NotErased();
            var stream = Assignment.Stream(assignmentId);
            var (state, version) = _assignments.TryGetValue(assignmentId, out var left)
                ? (left.State, left.Version) : streams.Fold<Assignment>(stream, Assignment.Evolve);
            if (state?.Assigned.CustomerId != customerId)
                throw Problem.NotFound("assignmentId", "assignment", assignmentId);
            List<StreamFact> facts = [];
            // A span that is there already, as a whole.
            if (given.ResumedOn is not null && state.Terms.Pauses().Contains(new(given.From!.Value, given.ResumedOn)))
                return new RowDecision.Known();
            Add(PauseAssignment.Decide(new(customerId, assignmentId, given.From), state));
            if (given.ResumedOn is { } on)
                Add(ResumeAssignment.Decide(new(customerId, assignmentId, on), state));
            if (facts.Count == 0) return new RowDecision.Known();
            _assignments[assignmentId] = (state, version);
            return new RowDecision.Added(facts);

            void Add(object? fact)
            {
                if (fact is null) return;
                facts.Add(new(stream, version++, fact));
                state = Assignment.Evolve(state, fact)!;
            }
        }
        catch (ProblemException refused)
        {
            return RowDecision.Rejected.Because(refused.Field == "on"
                ? new(refused.Kind, "resumedOn", refused.Message) : refused);
        }
    }

    private static PausedSpan Read(ImportRow row)
    {
        var given = new PausedSpan(
            row.Text("customerId"), row.Text("assignmentId"), row.Date("from"), row.Date("resumedOn"));
        row.Check(Rules.Validate(given));
        return given;
    }

    private sealed record PausedSpan(string? CustomerId, string? AssignmentId, DateOnly? From, DateOnly? ResumedOn);

    private sealed class SpanRules : AbstractValidator<PausedSpan>
    {
        public SpanRules()
        {
            RuleFor(x => x.CustomerId).NotNull().Identifier();
            RuleFor(x => x.AssignmentId).NotNull().Identifier();
            RuleFor(x => x.From).NotNull().BusinessDate();
            RuleFor(x => x.ResumedOn).BusinessDate().Must((x, on) => on is null || x.From is null || on > x.From)
                .WithMessage("must be after from");
        }
    }
}
