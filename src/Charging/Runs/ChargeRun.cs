namespace PackageBilling.Charging.Runs;

/// <summary>
/// The decision of every run, simulation and replay: a pure function of the book of one customer, the packages and what
/// was asked for (domain: "When a package is due", "Runs").
/// </summary>
public static class ChargeRun
{
    /// <summary>The version of these rules, recorded with every run.</summary>
    public const string EngineVersion = "1";

    /// <summary>Decides one customer's lines.</summary>
    public static CustomerOutcome Decide(CustomerBook customer, PackagesOn packages, RunTerms terms)
    {
        var lines = new List<DecidedLine>(customer.Assignments.Count);
        var credit = customer.Credit;
        var count = new OutcomeCount();
        var isMeant = terms.Zones is not { } zones || zones.Contains(customer.TimeZone);
        foreach (var assignment in isMeant ? customer.Assignments : [])
        {
            if (terms.AssignmentIds is { } wanted && !wanted.Contains(assignment.AssignmentId)) continue;
            var first = lines.Count;
            AddLines(lines, assignment, customer, packages, terms);
            if (lines.Count == first) continue;
            count.Add(lines, first);
            credit = Debit(lines, first, credit, customer.CreditLimit);
        }
        return new(customer, lines, credit, count.Totals(customer.Currency, lines));
    }

    private static void AddLines(
        List<DecidedLine> lines, AssignmentBook assignment, CustomerBook customer, PackagesOn packages, RunTerms terms)
    {
        var first = lines.Count;
        try
        {
            if (packages.Find(assignment.PackageId) is not { } package)
            {
                lines.Add(Quarantined(assignment, terms, $"package {assignment.PackageId} is not known"));
                return;
            }
            if (package.Book.Currency != customer.Currency)
            {
                lines.Add(Quarantined(assignment, terms,
                    $"the package's currency is {package.Book.Currency}, the customer's {customer.Currency}"));
                return;
            }
            foreach (var due in AssignmentDue.On(terms.Date, assignment, package))
                lines.Add(Decided(due, assignment, customer, terms));
        }
        catch (OverflowException)
        {
            lines.RemoveRange(first, lines.Count - first);
            lines.Add(Quarantined(assignment, terms, "an amount is too large to be represented"));
        }
    }

    private static DecidedLine Decided(ChargeLine due, AssignmentBook assignment, CustomerBook customer, RunTerms terms)
    {
        if (terms.NotYetZones.Contains(customer.TimeZone)) return Skipped(due, assignment, Reasons.NotYetDate);
        if (terms.Date <= assignment.Terms.BilledThrough) return Skipped(due, assignment, Reasons.BilledElsewhere);
        var posted = assignment.Posted[due.Kind];
        if (posted.IsStanding && (terms.OnRepeat == OnRepeat.Skip || due.Kind == ChargeKind.Setup))
            return new(due with { Occurrence = posted.Times }, assignment.Key, LineOutcome.AlreadyCharged,
                posted.IsReversed ? Reasons.Reversed : Reasons.AlreadyCharged);
        return due.Retail == 0 && due.Cost == 0
            ? Skipped(due, assignment, Reasons.ZeroAmount)
            : new(due with { Occurrence = posted.Times + 1 }, assignment.Key, LineOutcome.Charged, null);
    }

    private static DecidedLine Skipped(ChargeLine due, AssignmentBook assignment, string reason) =>
        new(due, assignment.Key, LineOutcome.Skipped, reason);

    private static DecidedLine Quarantined(AssignmentBook assignment, RunTerms terms, string error) => new(
        new(assignment.AssignmentId, assignment.PackageId, assignment.Did, ChargeKind.Recurring, terms.Date, 0,
            assignment.Terms.Quantity ?? 1, 0, 0, 0, 0, assignment.Terms.AutoDecrementCredit ?? false),
        assignment.Key, LineOutcome.Quarantined, error);

    /// <summary>
    /// Takes the charged lines that debit off the credit, in order, and flags those
    /// that leave less than nothing available.
    /// </summary>
    private static decimal Debit(List<DecidedLine> lines, int first, decimal credit, decimal creditLimit)
    {
        for (var i = first; i < lines.Count; i++)
        {
            if (lines[i] is not { Outcome: LineOutcome.Charged, Line: { DebitsCredit: true } line }) continue;
            credit -= line.Retail;
            if (credit + creditLimit < 0) lines[i] = lines[i] with { Line = line with { InsufficientCredit = true } };
        }
        return credit;
    }
}
