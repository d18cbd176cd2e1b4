namespace PackageBilling.Billing;

/// <summary>
/// The decision of every run, simulation and replay: a pure function of the book of one customer, the packages and what was
/// asked for (domain: "When a package is due", "Runs").
/// </summary>
internal static class ChargeRun
{
    /// <summary>The version of these rules, recorded with every run.</summary>
    public const string EngineVersion = "1";

    /// <summary>Decides one customer's lines.</summary>
    public static CustomerOutcome Decide(CustomerBook customer, PackagesOn packages, RunTerms terms)
    {
        var lines = new List<Line>(customer.Assignments.Count);
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

    private static void AddLines(List<Line> lines, AssignmentBook assignment, CustomerBook customer, PackagesOn packages, RunTerms terms)
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
                lines.Add(Quarantined(assignment, terms, $"the package's currency is {package.Book.Currency}, the customer's {customer.Currency}"));
                return;
            }
            var due = AssignmentDue.On(terms.Date, assignment, package);
            if (due.Setup is { } setup) lines.Add(Decided(setup, customer, terms));
            if (due.Recurring is { } recurring) lines.Add(Decided(recurring, customer, terms));
            if (due.MinimumSpend is { } minimumSpend) lines.Add(Decided(minimumSpend, customer, terms));
        }
        catch (OverflowException)
        {
            lines.RemoveRange(first, lines.Count - first);
            lines.Add(Quarantined(assignment, terms, "an amount is too large to be represented"));
        }
    }

    private static Line Decided(Line due, CustomerBook customer, RunTerms terms)
    {
        if (terms.NotYetZones.Contains(customer.TimeZone)) return Skipped(due, Reasons.NotYetDate);
        if (terms.Date <= due.Assignment.BilledThrough) return Skipped(due, Reasons.BilledElsewhere);
        var posted = PostedOf(due);
        if (posted.Stands && (terms.Repeats == Repeats.AreCharged || due.Kind == ChargeKind.Setup))
            return due with { Outcome = LineOutcome.AlreadyCharged, Reason = posted.IsReversed ? Reasons.Reversed : Reasons.AlreadyCharged, Nth = posted.Times };
        return due.Retail == 0 && due.Cost == 0 ? Skipped(due, Reasons.ZeroAmount) : due with { Nth = posted.Times + 1 };
    }

    private static Posted PostedOf(Line due) => due.Kind switch
    {
        ChargeKind.Setup => due.Assignment.Setup,
        ChargeKind.Recurring => due.Assignment.Recurring,
        ChargeKind.MinimumSpend => due.Assignment.MinimumSpend,
        _ => throw new InvalidOperationException($"Unknown kind {due.Kind}."),
    };

    private static Line Skipped(Line due, string reason) => due with { Outcome = LineOutcome.Skipped, Reason = reason, Nth = 0 };

    private static Line Quarantined(AssignmentBook assignment, RunTerms terms, string error) => new(
        assignment, ChargeKind.Recurring, LineOutcome.Quarantined, error, terms.Date, 0, assignment.Quantity, 0, 0, 0, 0,
        assignment.AutoDecrement);

    /// <summary>Takes the charged lines that debit off the credit, in order, and flags those that leave less than nothing available.</summary>
    private static decimal Debit(List<Line> lines, int first, decimal credit, decimal creditLimit)
    {
        for (var i = first; i < lines.Count; i++)
        {
            if (lines[i] is not { Outcome: LineOutcome.Charged, DebitsCredit: true } line) continue;
            credit -= line.Retail;
            if (credit + creditLimit < 0) lines[i] = line with { InsufficientCredit = true };
        }
        return credit;
    }
}
