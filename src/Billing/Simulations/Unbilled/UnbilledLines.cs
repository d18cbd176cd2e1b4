using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Simulations.Unbilled;

/// <summary>
/// What should have been charged and was not: the lines that the runs of past dates would now post (domain: "Runs",
/// unbilled), by the run's own decision. Nothing is written. Each date is decided in a snapshot of its own, so that a
/// long span holds back nobody.
/// </summary>
internal sealed class UnbilledLines(ISubscriptions subscriptions, KnownPackages known, LateCalls late)
{
    // Customers whose settlements are compared with later calls in one statement.
    private const int CustomersAtOnce = 500;

    /// <summary>The lines in the order of date, customer, assignment and kind, streamed.</summary>
    /// <param name="span">The dates.</param>
    /// <param name="customerId">Only this customer; null for all.</param>
    /// <param name="after">Only lines behind this place; null for all.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="knownAt">The position up to which facts count; null for all.</param>
    public async IAsyncEnumerable<ReportLine> Of(
        UnbilledSpan span, string? customerId, UnbilledPlace? after,
        [EnumeratorCancellation] CancellationToken ct, long? knownAt = null)
    {
        foreach (var date in span.Dates().SkipWhile(date => date < after?.Date))
        {
            var place = date == after?.Date ? after : null;
            await foreach (var line in On(date, span, customerId, knownAt, place, ct))
                if (place is null || place.IsBefore(line)) yield return line;
        }
    }

    private async IAsyncEnumerable<ReportLine> On(
        DateOnly date, UnbilledSpan span, string? customerId, long? knownAt, UnbilledPlace? place,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var terms = new RunTerms(date, OnRepeat.Skip, customerId is null ? null : [customerId], null,
            new HashSet<string>()) { Zones = span.Zones(date) };
        if (terms.Zones is { Count: 0 }) yield break;
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var reader = new BookReader(snapshot, new(knownAt), subscriptions);
        var packages = knownAt is null
            ? new PackagesOn(date, (await known.In(snapshot, ct)).Values) : await reader.Packages(date, ct);
        if (!packages.All.Any(package => package.MayBeDue || package.HasSetup || package.Prorates)
            && !await AssignmentRows.AnyHasOwnSetup(snapshot.Connection, ct))
            yield break;
        var customers = reader.Customers(packages, terms, new(place?.BelowCustomer ?? "", null), ct);
        var outcomes = new List<CustomerOutcome>();
        await foreach (var customer in customers)
        {
            outcomes.Add(ChargeRun.Decide(customer, packages, terms));
            if (outcomes.Count < CustomersAtOnce) continue;
            foreach (var line in await Lines(outcomes, packages, span, reader.Position, ct)) yield return line;
            outcomes.Clear();
        }
        foreach (var line in await Lines(outcomes, packages, span, reader.Position, ct)) yield return line;
    }

    private async Task<List<ReportLine>> Lines(
        List<CustomerOutcome> outcomes, PackagesOn packages, UnbilledSpan span, long position, CancellationToken ct)
    {
        var corrections = await late.Corrections(packages.Date, outcomes, position, ct);
        return
        [
            .. from outcome in outcomes
               from line in outcome.Lines
               let shown = IsOpen(line, outcome.Customer, packages, span)
                   ? ReportLine.Of(packages.Date, outcome.Customer, line)
                   : line.Line.Kind == ChargeKind.MinimumSpend
                       ? corrections.GetValueOrDefault(line.AssignmentKey) : null
               where shown is not null
               select shown,
        ];
    }

    // Setup is once in a lifetime: the first run of the span that would post it does,
    // and those after it find it posted.
    private static bool IsOpen(DecidedLine decided, CustomerBook customer, PackagesOn packages, UnbilledSpan span)
    {
        if (decided.Outcome != LineOutcome.Charged) return false;
        if (decided.Line is not { Kind: ChargeKind.Setup, PostingDate: var start }) return true;
        var assignment = customer.Assignments.First(one => one.Key == decided.AssignmentKey);
        return packages.Find(decided.Line.PackageId)!.Book
            .FirstSetup(assignment, start > span.From ? start : span.From) == packages.Date;
    }
}
