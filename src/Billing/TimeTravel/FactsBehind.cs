using PackageBilling.Catalog;
using PackageBilling.EventStore;
using PackageBilling.Foundation;
using PackageBilling.Subscriptions;

namespace PackageBilling.Billing;

/// <summary>The events of a part of the log that lines rest on, found in one pass for all lines that are asked for.</summary>
internal sealed class FactsBehind
{
    private static readonly IReadOnlyCollection<Type> EventTypes =
    [
        typeof(PackageDefined), typeof(PackageRevised), typeof(CustomerRegistered), typeof(CustomerCreditLimitChanged), typeof(CustomerTimeZoneChanged),
        typeof(PackageAssigned), typeof(AssignmentChanged), typeof(AssignmentEnded), typeof(AssignmentCancelled),
        typeof(ChargesPosted), typeof(LineReversed), typeof(PaymentReceived), typeof(CreditAdjusted),
    ];

    private readonly Dictionary<string, (FactView First, FactView Last)> _facts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanted;

    private FactsBehind(HashSet<string> wanted) => _wanted = wanted;

    /// <summary>Looks for the events with after &lt; position &lt;= through that any of the lines rests on.</summary>
    public static async Task<FactsBehind> Find(IEventLog log, long after, long through, IEnumerable<ReportLine> lines, CancellationToken ct)
    {
        var facts = new FactsBehind([.. lines.SelectMany(line => Keys(line, withCredit: true))]);
        if (facts._wanted.Count == 0 || after >= through) return facts;
        await foreach (var stored in log.ReadAll(after, through, EventTypes, ct))
            foreach (var key in KeysOf(stored.Data))
                if (facts._wanted.Contains(key))
                    facts._facts[key] = (facts._facts.TryGetValue(key, out var found) ? found.First : FactView.Of(stored), FactView.Of(stored));
        return facts;
    }

    /// <summary>The first one that a line rests on; its customer's credit counts only when nothing else is there.</summary>
    public FactView? First(ReportLine line) =>
        Of(line, withCredit: false).Select(found => found.First).MinBy(fact => fact.Position) ?? Of(line, withCredit: true).Select(found => found.First).FirstOrDefault();

    /// <summary>The newest one that a line rests on; its customer's credit counts only when nothing else is there.</summary>
    public FactView? Last(ReportLine line) =>
        Of(line, withCredit: false).Select(found => found.Last).MaxBy(fact => fact.Position) ?? Of(line, withCredit: true).Select(found => found.Last).FirstOrDefault();

    private IEnumerable<(FactView First, FactView Last)> Of(ReportLine line, bool withCredit) =>
        Keys(line, withCredit).Where(_facts.ContainsKey).Select(key => _facts[key]);

    private static IEnumerable<string> Keys(ReportLine line, bool withCredit)
    {
        yield return $"assignment {line.AssignmentId}";
        yield return $"package {line.PackageId}";
        yield return $"customer {line.CustomerId}";
        yield return $"posting {line.AssignmentId} {line.Kind} {(line.Kind == ChargeKind.Setup ? "" : Dates.Text(line.Date))}";
        if (withCredit) yield return $"account {line.CustomerId}";
    }

    private static IEnumerable<string> KeysOf(object fact) => fact switch
    {
        PackageDefined package => [$"package {package.PackageId}"],
        PackageRevised package => [$"package {package.PackageId}"],
        CustomerRegistered customer => [$"customer {customer.CustomerId}"],
        CustomerCreditLimitChanged customer => [$"customer {customer.CustomerId}"],
        CustomerTimeZoneChanged customer => [$"customer {customer.CustomerId}"],
        PackageAssigned assignment => [$"assignment {assignment.AssignmentId}"],
        AssignmentChanged assignment => [$"assignment {assignment.AssignmentId}"],
        AssignmentEnded assignment => [$"assignment {assignment.AssignmentId}"],
        AssignmentCancelled assignment => [$"assignment {assignment.AssignmentId}"],
        ChargesPosted charges => [$"account {charges.CustomerId}", .. charges.Lines.Select(Posting)],
        LineReversed reversed => [$"account {reversed.CustomerId}", Posting(reversed.Line)],
        PaymentReceived payment => [$"account {payment.CustomerId}"],
        CreditAdjusted adjusted => [$"account {adjusted.CustomerId}"],
        _ => [],
    };

    private static string Posting(PostedLine line) => $"posting {line.AssignmentId} {line.Kind} {(line.Kind == ChargeKind.Setup ? "" : Dates.Text(line.KeyDate))}";
}
