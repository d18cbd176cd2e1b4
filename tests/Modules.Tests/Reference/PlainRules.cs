namespace PackageBilling.Modules.Tests.Reference;

/// <summary>
/// The rules of the domain page once more: slow, obvious, day by day, from the words of the page and not from the
/// product's code. It answers nothing but false to what a rule forbids.
/// </summary>
internal sealed class PlainRules
{
    private static readonly DateOnly Dawn = new(2023, 6, 1), Dusk = new(2026, 12, 31);

    public List<PlainPackage> Packages { get; } = [];

    public List<PlainCustomer> Customers { get; } = [];

    public List<PlainAssignment> Assignments { get; } = [];

    public List<PlainCall> Calls { get; } = [];

    public Dictionary<string, decimal> Credit { get; } = [];

    /// <summary>All that was posted by (assignment, kind, date), in order; setup by its start.</summary>
    public Dictionary<(string Assignment, string Kind, DateOnly Date), List<PlainPosting>> Posted { get; } = [];

    /// <summary>How many runs were made.</summary>
    public int Runs { get; private set; }

    public bool Revise(PlainPackage package, DateOnly from, PlainTerms terms, DateTime nowUtc)
    {
        var before = package.On(from);
        var schedule = before.Frequency != terms.Frequency || !before.Days.SequenceEqual(terms.Days)
            || before.MinimumSpend != terms.MinimumSpend || !before.Destinations.SequenceEqual(terms.Destinations);
        if (schedule && from <= DateOnly.FromDateTime(nowUtc.AddHours(14))) return false;
        package.Revisions.Add((from, terms));
        return true;
    }

    public bool Assign(PlainAssignment assignment, bool allowDuplicate)
    {
        if (assignment.Package.Currency != assignment.Customer.Currency) return false;
        if (assignment.Package.GrantsMinutes != (assignment.FreeMinutes is not null)) return false;
        if (assignment.End < assignment.Start) return false;
        if (TooShort(assignment, assignment.End)) return false;
        if (assignment.Did is not null && TakenByAnother(assignment, assignment.End)) return false;
        if (!allowDuplicate && Doubles(assignment, assignment.End).Count > 0) return false;
        Assignments.Add(assignment);
        return true;
    }

    public bool End(PlainAssignment assignment, DateOnly end, bool allowDuplicate)
    {
        if (assignment.Cancelled) return false;
        if (assignment.End == end) return true;
        if (end < assignment.Start || TooShort(assignment, end)) return false;
        if (assignment.Did is not null)
        {
            if (end > assignment.Released) return false;
            if (TakenByAnother(assignment, end)) return false;
            if (!allowDuplicate && Doubles(assignment, end).Except(Doubles(assignment, assignment.End)).Any())
                return false;
        }
        assignment.End = end;
        return true;
    }

    public bool Change(PlainAssignment assignment, DateOnly from, int quantity, bool autoDecrement)
    {
        if (assignment.Cancelled || assignment.End < from || from < assignment.Start) return false;
        assignment.Changes.Add((from, quantity, autoDecrement));
        return true;
    }

    public bool Release(string did, DateOnly date)
    {
        var on = Assignments.Where(assignment => assignment.Did == did).ToList();
        if (on.Count == 0) return false;
        foreach (var assignment in on.Where(assignment => !assignment.Cancelled))
            if (assignment.Start > date) assignment.Cancelled = true;
            else
            {
                if (assignment.End is null || assignment.End > date) assignment.End = date;
                if (assignment.Released is null || assignment.Released > date) assignment.Released = date;
            }
        return true;
    }

    private static bool TooShort(PlainAssignment assignment, DateOnly? end) =>
        assignment.Package.On(assignment.Start).MinimumDays is { } days && end < assignment.Start.AddDays(days - 1);

    private bool TakenByAnother(PlainAssignment assignment, DateOnly? end) => Assignments.Any(other =>
        other.Did == assignment.Did && other.Customer != assignment.Customer && !other.Cancelled
        && (end is null || other.Start <= end) && (other.End is null || other.End >= assignment.Start));

    /// <summary>Other assignments of the same package on the same DID on some of the dates.</summary>
    private List<PlainAssignment> Doubles(PlainAssignment assignment, DateOnly? end) => [.. Assignments.Where(other =>
        other != assignment && other.Did is not null && other.Did == assignment.Did
        && other.Package == assignment.Package && !other.Cancelled
        && (end is null || other.Start <= end) && (other.End is null || other.End >= assignment.Start))];

    // When a package is due.

    private static bool Match(PlainPackage package, DateOnly date)
    {
        var terms = package.On(date);
        var last = DateTime.DaysInMonth(date.Year, date.Month);
        return terms.Frequency switch
        {
            PlainFrequency.None => false,
            PlainFrequency.Daily => true,
            PlainFrequency.Weekly => terms.Days.Contains((int)date.DayOfWeek),
            _ => terms.Days.Select(day => Math.Min(day, last)).Contains(date.Day),
        };
    }

    /// <summary>A match, or the first date of a revision to frequency none: one last settlement date.</summary>
    private static bool Settles(PlainPackage package, DateOnly date) => Match(package, date)
        || (package.Revisions.Any(revision => revision.From == date)
            && package.On(date).Frequency == PlainFrequency.None
            && package.On(date.AddDays(-1)).Frequency != PlainFrequency.None);

    private static DateOnly? Prev(PlainPackage package, DateOnly date)
    {
        for (var day = date.AddDays(-1); day >= Dawn; day = day.AddDays(-1))
            if (Settles(package, day)) return day;
        return null;
    }

    private static DateOnly? Next(PlainPackage package, DateOnly date)
    {
        for (var day = date.AddDays(1); day <= Dusk; day = day.AddDays(1))
            if (Settles(package, day)) return day;
        return null;
    }

    // Runs.

    /// <summary>Null when the date has come for nobody.</summary>
    public List<PlainLine>? Run(DateOnly date, IReadOnlyList<PlainCustomer> customers, bool again, DateTime nowUtc)
    {
        if (customers.All(customer => customer.Zone.DateOf(nowUtc) < date)) return null;
        var lines = new List<PlainLine>();
        Runs++;
        foreach (var customer in customers.OrderBy(customer => customer.Id, StringComparer.Ordinal))
            foreach (var assignment in Assignments.Where(one => one.Customer == customer && !one.Cancelled)
                .OrderBy(one => one.Id, StringComparer.Ordinal))
                foreach (var due in Due(assignment, date))
                {
                    var key = (assignment.Id, due.Kind, due.Kind == "setup" ? assignment.Start : date);
                    var before = Posted.GetValueOrDefault(key) ?? [];
                    var counting = before.Where(posting => posting.Counts).ToList();
                    if (customer.Zone.DateOf(nowUtc) < date)
                        lines.Add(due with { Outcome = "skipped", Reason = "notYetDate" });
                    else if (date <= assignment.BilledThrough)
                        lines.Add(due with { Outcome = "skipped", Reason = "billedElsewhere" });
                    else if (counting.Count > 0 && !again)
                        lines.Add(due with { Outcome = "alreadyCharged", Reason = counting.TrueForAll(posting =>
                            posting.IsReversed) ? "reversed" : "alreadyCharged" });
                    else if (due.Retail == 0 && due.Cost == 0)
                        lines.Add(due with { Outcome = "skipped", Reason = "zeroAmount" });
                    else
                    {
                        Posted[key] = [.. before, new(Runs, customer, due.Retail, due.Debits)];
                        if (due.Debits) Credit[customer.Id] -= due.Retail;
                        lines.Add(due with { Again = before.Count > 0,
                            Insufficient = due.Debits && Credit[customer.Id] + customer.CreditLimit < 0 });
                    }
                }
        return lines;
    }

    private IEnumerable<PlainLine> Due(PlainAssignment assignment, DateOnly date)
    {
        var package = assignment.Package;
        var terms = package.On(date);
        var quantity = assignment.QuantityOn(date);
        var setupCounts = assignment.BilledThrough >= assignment.Start || Posted.GetValueOrDefault(
            (assignment.Id, "setup", assignment.Start))?.Exists(posting => posting.Counts) == true;
        if (assignment.Has(date) && !setupCounts && terms.SetupRetail != 0)
            yield return Line("setup", quantity, quantity * terms.SetupRetail, 0, assignment.AutoDecrementOn(date));
        if (assignment.Has(date) && Match(package, date))
            yield return Line("recurring", quantity, quantity * terms.Retail, quantity * terms.Cost,
                assignment.AutoDecrementOn(date));
        if (!Settles(package, date) || date <= assignment.Start) yield break;

        var prev = Prev(package, date);
        if (prev is not null && assignment.End < prev) yield break;
        var asOf = prev > assignment.Start ? prev.Value : assignment.Start;
        if (package.On(asOf).MinimumSpend is not { } minimum) yield break;
        var spend = Calls
            .Where(call => call.Customer == assignment.Customer
                && (assignment.Did is null || call.Did == assignment.Did))
            .Where(call => call.Date >= (prev ?? assignment.Start) && call.Date < date)
            .Sum(call => call.Charged);
        var flagOn = assignment.End < date ? assignment.End.Value : date;
        yield return Line("minimumSpend", assignment.QuantityOn(asOf),
            Math.Max(0, (assignment.QuantityOn(asOf) * minimum) - spend), 0, assignment.AutoDecrementOn(flagOn));

        PlainLine Line(string kind, int units, decimal retail, decimal cost, bool debits) =>
            new(assignment.Customer.Id, assignment.Id, kind, "charged", null, units, retail,
                cost, debits, false, false);
    }

    // Reversals.

    /// <summary>False when it was reversed before.</summary>
    public bool Reverse(PlainPosting posting, bool chargeAgain)
    {
        if (posting.IsReversed) return false;
        (posting.IsReversed, posting.ChargeAgain) = (true, chargeAgain);
        if (posting.Debits) Credit[posting.Customer.Id] += posting.Retail;
        return true;
    }

    /// <summary>What of a run was not reversed before, and is now.</summary>
    public List<PlainPosting> ReverseRun(int run, bool chargeAgain) =>
        [.. Posted.Values.SelectMany(postings => postings)
            .Where(posting => posting.Run == run && Reverse(posting, chargeAgain))];

    // Free minutes.

    /// <summary>Whether a call cannot be: it starts more than a day ahead,
    /// or another customer has its DID on its date.</summary>
    public bool CannotBe(PlainCall call, DateTime nowUtc) => call.StartedUtc > nowUtc.AddHours(24)
        || Assignments.Any(one => one.Did is not null && one.Did == call.Did && one.Customer != call.Customer
            && !one.Cancelled && one.Has(call.Date));

    /// <summary>False when another call has the id already, or the same one was sent before.</summary>
    public bool Record(PlainCall call)
    {
        if (Calls.Any(known => known.Id == call.Id)) return false;
        var left = call.Seconds;
        foreach (var (assignment, window, _) in Assignments
            .Where(one => one.Customer == call.Customer && !one.Cancelled && one.FreeMinutes is not null
                && (one.Did is null || one.Did == call.Did))
            .Select(one => (Assignment: one, Window: WindowOn(one, call.Date),
                Prefix: Longest(one.Package.On(call.Date).Destinations, call.Destination)))
            .Where(one => one.Window is not null && one.Prefix is not null)
            .OrderBy(one => one.Assignment.Did is null)
            .ThenByDescending(one => one.Prefix)
            .ThenBy(one => one.Window!.Value.To ?? DateOnly.MaxValue)
            .ThenBy(one => one.Assignment.Start)
            .ThenBy(one => one.Assignment.Id, StringComparer.Ordinal))
        {
            var remaining =
                (assignment.FreeMinutes!.Value * 60L) - Used(assignment, window!.Value.From, DateTime.MaxValue);
            var seconds = (int)Math.Min(left, remaining);
            if (seconds == 0) continue;
            call.Uses.Add((assignment, window.Value.From, seconds));
            left -= seconds;
        }
        call.Free = call.Seconds - left;
        call.Charged = call.Seconds == 0
            ? call.Amount : decimal.Round(call.Amount * left / call.Seconds, 6, MidpointRounding.ToEven);
        Calls.Add(call);
        return true;
    }

    public List<PlainWindow> WindowsAt(PlainCustomer customer, DateTime utc)
    {
        var date = customer.Zone.DateOf(utc);
        return [.. from assignment in Assignments.OrderBy(one => one.Id, StringComparer.Ordinal)
                   where assignment.Customer == customer && !assignment.Cancelled && assignment.FreeMinutes is not null
                   let window = WindowOn(assignment, date)
                   where window is not null
                   let granted = assignment.FreeMinutes!.Value * 60L
                   let used = Used(assignment, window.Value.From, utc)
                   select new PlainWindow(
                       assignment.Id, window.Value.From, window.Value.To, granted, used, granted - used)];
    }

    private long Used(PlainAssignment assignment, DateOnly windowFrom, DateTime until) => Calls
        .Where(call => call.StartedUtc <= until)
        .SelectMany(call => call.Uses)
        .Where(use => use.Assignment == assignment && use.WindowFrom == windowFrom)
        .Sum(use => (long)use.Seconds);

    private static (DateOnly From, DateOnly? To)? WindowOn(PlainAssignment assignment, DateOnly date)
    {
        if (!assignment.Has(date)) return null;
        var match = Prev(assignment.Package, date.AddDays(1));
        var next = Next(assignment.Package, date);
        var from = match > assignment.Start ? match.Value : assignment.Start;
        var to = next?.AddDays(-1);
        return (from, to is null || to > assignment.End ? assignment.End : to);
    }

    private static int? Longest(string[] prefixes, string destination) => prefixes.Length == 0 ? 0
        : prefixes.Where(destination.StartsWith).Select(prefix => (int?)prefix.Length).Max();
}
