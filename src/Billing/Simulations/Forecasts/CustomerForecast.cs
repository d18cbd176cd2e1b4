namespace PackageBilling.Billing.Simulations.Forecasts;

/// <summary>
/// Carries one customer through a span, date by date, with the run's own decision: setup is charged once, credit runs
/// down, and only the assignments that may owe something on a date are decided on it.
/// </summary>
internal static class CustomerForecast
{
    public static void Add(
        SpanCustomers some, CustomerBook customer, SpanCalendar calendar, SpanPostings postings, ForecastSums sums)
    {
        var assignments = customer.Assignments.ToArray();
        foreach (var (day, due) in ByDay(assignments, calendar))
        {
            var packages = calendar.On(day);
            var on = customer with { Assignments = [
                .. due.Select(i => some.On(customer, postings.On(assignments[i], packages.Date), packages))] };
            var outcome = ChargeRun.Decide(on, packages, new(packages.Date, OnRepeat.Skip, null, null, NoZones));
            if (!outcome.PostsAnything) continue;
            foreach (var (line, _, lineOutcome, _) in outcome.Lines)
            {
                if (lineOutcome != LineOutcome.Charged) continue;
                sums.Add(day, customer, line);
                if (line.Kind == ChargeKind.Setup) SetupPosted(assignments, due, line);
            }
            if (customer.Credit + customer.CreditLimit > 0 && outcome.CreditAfter + customer.CreditLimit <= 0)
                sums.RunsDry(customer.CustomerId, packages.Date);
            customer = customer with { Credit = outcome.CreditAfter };
        }
    }

    private static readonly HashSet<string> NoZones = [];

    // The days of all assignments, in order, and on each day the assignments in order.
    private static IEnumerable<(int Day, List<int> Due)> ByDay(AssignmentBook[] assignments, SpanCalendar calendar)
    {
        var days = new List<long>();
        for (var i = 0; i < assignments.Length; i++)
            foreach (var day in calendar.DueDays(assignments[i])) days.Add(((long)day << 32) | (uint)i);
        days.Sort();
        for (var at = 0; at < days.Count;)
        {
            var (day, due) = ((int)(days[at] >> 32), new List<int>());
            for (; at < days.Count && (int)(days[at] >> 32) == day; at++) due.Add((int)(uint)days[at]);
            yield return (day, due);
        }
    }

    private static void SetupPosted(AssignmentBook[] assignments, List<int> due, ChargeLine line)
    {
        foreach (var i in due)
            if (assignments[i].AssignmentId == line.AssignmentId)
                assignments[i] =
                    assignments[i] with { Posted = assignments[i].Posted with { Setup = new(line.Occurrence, true) } };
    }
}
