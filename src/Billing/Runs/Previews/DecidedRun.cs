namespace PackageBilling.Billing.Runs.Previews;

/// <summary>A whole run, decided at one position and ready to be posted at once.</summary>
/// <param name="Position">The position.</param>
/// <param name="Lines">The hash of its lines; null when they are too many.</param>
/// <param name="Parts">What is to be posted.</param>
/// <param name="Customers">Those of whom something is due.</param>
internal sealed record DecidedRun(
    long Position, string? Lines, IReadOnlyList<RunPart> Parts, IReadOnlyDictionary<string, DueCustomer> Customers)
{
    /// <summary>Decides a run by the newest book.</summary>
    public static async Task<DecidedRun> Decide(
        ISubscriptions subscriptions, ChargeRunStarted run, CancellationToken ct)
    {
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var (reader, terms) = (new BookReader(snapshot, BookView.Now, subscriptions), run.Terms);
        var packages = await reader.Packages(terms.Date, ct);
        using var digest = new LinesDigest(terms.Date);
        var (parts, customers) = (new List<RunPart>(), new Dictionary<string, DueCustomer>(StringComparer.Ordinal));
        var (after, last, part) = ("", "", Begin());
        await foreach (var customer in reader.Customers(packages, terms, CustomerRange.All, ct))
        {
            if (part.IsFull)
            {
                parts.Add(part.End(parts.Count + 1, new(after, last)));
                (after, part) = (last, Begin());
            }
            var outcome = ChargeRun.Decide(customer, packages, terms);
            digest.Add(outcome);
            if (digest.IsTooLong) return new(reader.Position, null, [], customers);
            part.Add(run, outcome);
            last = customer.CustomerId;
            if (outcome.Lines.Count > 0) customers.Add(last, DueCustomer.Of(outcome));
        }
        if (part.Customers.Count > 0) parts.Add(part.End(parts.Count + 1, new(after, null)));
        return new(reader.Position, digest.Text(), parts, customers);

        RunPart Begin()
        {
            var begun = new RunPart();
            begun.Begin(reader.Position);
            return begun;
        }
    }
}

/// <summary>A customer of whom something is due.</summary>
/// <param name="TimeZone">Where it lives.</param>
/// <param name="SpendFrom">The first date whose calls count for a minimum spend; null when none is settled.</param>
internal readonly record struct DueCustomer(string TimeZone, DateOnly? SpendFrom)
{
    public static DueCustomer Of(CustomerOutcome outcome) =>
        new(outcome.Customer.TimeZone, outcome.Lines.Min(decided => decided.Line.IntervalFrom));
}
