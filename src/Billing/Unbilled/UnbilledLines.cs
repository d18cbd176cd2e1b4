using System.Runtime.CompilerServices;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>
/// What should have been charged and was not: the lines that the runs of past dates would now post (domain: "Runs", unbilled), by
/// the run's own decision. Nothing is written. Each date is decided in a snapshot of its own, so that a long span holds back nobody.
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
        UnbilledSpan span, string? customerId, UnbilledPlace? after, [EnumeratorCancellation] CancellationToken ct, long? knownAt = null)
    {
        foreach (var date in span.Dates().SkipWhile(date => date < after?.Date))
        {
            var place = date == after?.Date ? after : null;
            await foreach (var line in On(date, span, customerId, knownAt, place, ct))
                if (place is null || place.IsBefore(line)) yield return line;
        }
    }

    private async IAsyncEnumerable<ReportLine> On(
        DateOnly date, UnbilledSpan span, string? customerId, long? knownAt, UnbilledPlace? place, [EnumeratorCancellation] CancellationToken ct)
    {
        var terms = new RunTerms(date, Repeats.AreCharged, customerId is null ? null : [customerId], null, new HashSet<string>()) { Zones = span.Zones(date) };
        if (terms.Zones is { Count: 0 }) yield break;
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var (then, position) = (knownAt is null ? null : new KnownBook(snapshot, subscriptions, new(knownAt)), knownAt ?? snapshot.Position);
        var packages = then is null ? new PackagesOn(date, (await known.In(snapshot, ct)).Values) : await then.Packages(date, ct);
        if (!packages.All.Any(package => package.IsDue || package.HasSetup)) yield break;
        var customers = then is null
            ? new BookReader(snapshot).Customers(packages, terms, new(place?.BelowCustomer ?? "", null), ct)
            : then.Customers(packages, terms, ct);
        var outcomes = new List<CustomerOutcome>();
        await foreach (var customer in customers)
        {
            outcomes.Add(ChargeRun.Decide(customer, packages, terms));
            if (outcomes.Count < CustomersAtOnce) continue;
            foreach (var line in await Lines(outcomes, packages, span, position, ct)) yield return line;
            outcomes.Clear();
        }
        foreach (var line in await Lines(outcomes, packages, span, position, ct)) yield return line;
    }

    private async Task<List<ReportLine>> Lines(List<CustomerOutcome> outcomes, PackagesOn packages, UnbilledSpan span, long position, CancellationToken ct)
    {
        var corrections = await late.Corrections(packages.Date, outcomes, position, ct);
        return
        [
            .. from outcome in outcomes
               from line in outcome.Lines
               let shown = IsOpen(line, packages, span) ? ReportLine.Of(packages.Date, outcome.Customer, line)
                   : corrections.GetValueOrDefault(line)
               where shown is not null
               select shown,
        ];
    }

    // Setup is once in a lifetime: the first run of the span that would post it does, and those after it find it posted.
    private static bool IsOpen(Line line, PackagesOn packages, UnbilledSpan span)
    {
        if (line.Outcome != LineOutcome.Charged) return false;
        if (line.Kind != ChargeKind.Setup) return true;
        var first = line.Assignment.Start > span.From ? line.Assignment.Start : span.From;
        return packages.Find(line.Assignment.PackageId)!.Book.FirstSetup(first) == packages.Date;
    }
}
