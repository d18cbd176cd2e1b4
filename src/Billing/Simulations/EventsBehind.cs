namespace PackageBilling.Billing.Simulations;

/// <summary>The events of a part of the log that lines rest on, found in one pass for all lines
/// that are asked for.</summary>
internal sealed class EventsBehind
{
    private static readonly IReadOnlyCollection<Type> EventTypes =
    [
        typeof(PackageDefined), typeof(PackageRevised), typeof(CustomerRegistered), typeof(CustomerCreditLimitChanged),
        typeof(CustomerTimeZoneChanged), .. AssignmentBook.EventTypes,
        typeof(ChargesPosted), typeof(LineReversed), typeof(ChargesRestated), .. ICallsEvent.Types,
        typeof(PaymentReceived), typeof(CreditAdjusted),
    ];

    private readonly Dictionary<string, (EventView First, EventView Last)> _facts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanted;

    private EventsBehind(HashSet<string> wanted) => _wanted = wanted;

    /// <summary>Looks for the events with after &lt; position &lt;= through that any of the lines rests on.</summary>
    public static async Task<EventsBehind> Find(
        IEventLog log, long after, long through, IEnumerable<ReportLine> lines, CancellationToken ct)
    {
        var facts = new EventsBehind([.. lines.SelectMany(line => Groups(line).SelectMany(keys => keys))]);
        if (facts._wanted.Count == 0 || after >= through) return facts;
        await foreach (var stored in log.ReadAll(after, through, EventTypes, ct))
            foreach (var key in KeysOf(stored.Data))
                if (facts._wanted.Contains(key))
                    facts._facts[key] = (facts._facts.TryGetValue(key, out var found)
                        ? found.First : EventView.Of(stored), EventView.Of(stored));
        return facts;
    }

    /// <summary>
    /// The first one that a line rests on: of its assignment, package, customer or, for minimum spend, calls; only when
    /// there is none, a posting of the line itself, and then one that moved its customer's credit.
    /// </summary>
    public EventView? First(ReportLine line) => Groups(line).Select(keys => Of(keys).Select(found => found.First)
        .MinBy(fact => fact.Position)).FirstOrDefault(fact => fact is not null);

    /// <summary>The posting of the line itself, if there is one.</summary>
    public EventView? Posting(ReportLine line) => Of(Groups(line)[1]).Select(found => found.First).FirstOrDefault();

    /// <summary>The newest one that a line rests on; otherwise like <see cref="First"/>.</summary>
    public EventView? Last(ReportLine line) => Groups(line).Select(keys => Of(keys).Select(found => found.Last)
        .MaxBy(fact => fact.Position)).FirstOrDefault(fact => fact is not null);

    private IEnumerable<(EventView First, EventView Last)> Of(string[] keys) =>
        keys.Where(_facts.ContainsKey).Select(key => _facts[key]);

    private static string[][] Groups(ReportLine line) =>
    [
        [
            $"assignment {line.AssignmentId}", $"package {line.PackageId}", $"customer {line.CustomerId}",
            .. line.Kind == ChargeKind.MinimumSpend ? (string[])[$"calls {line.CustomerId}"] : [],
        ],
        [$"posting {line.AssignmentId} {line.Kind} {(line.Kind == ChargeKind.Setup ? "" : Dates.Text(line.Date))}"],
        [$"account {line.CustomerId}"],
    ];

    private static IEnumerable<string> KeysOf(object fact) => fact switch
    {
        PackageDefined package => [$"package {package.PackageId}"],
        PackageRevised package => [$"package {package.PackageId}"],
        CustomerRegistered customer => [$"customer {customer.CustomerId}"],
        CustomerCreditLimitChanged customer => [$"customer {customer.CustomerId}"],
        CustomerTimeZoneChanged customer => [$"customer {customer.CustomerId}"],
        IAssignmentEvent assignment => [$"assignment {assignment.AssignmentId}"],
        ChargesPosted charges => [$"account {charges.CustomerId}", .. charges.Lines.Select(PostingOf)],
        LineReversed reversed => [$"account {reversed.CustomerId}", PostingOf(reversed.Line)],
        ChargesRestated restated => [$"account {restated.CustomerId}"],
        ICallsEvent calls => [$"calls {calls.CustomerId}"],
        PaymentReceived payment => [$"account {payment.CustomerId}"],
        CreditAdjusted adjusted => [$"account {adjusted.CustomerId}"],
        _ => [],
    };

    private static string PostingOf(ChargeLine line) => $"posting {line.AssignmentId} {line.Kind} "
        + (line.Kind == ChargeKind.Setup ? "" : Dates.Text(line.PostingDate));
}
