using System.Runtime.CompilerServices;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>Decides a run's customers one after the other from one snapshot of the book, and writes nothing.</summary>
internal sealed class BookDecisions(ISubscriptions subscriptions)
{
    /// <summary>The outcomes in order, streamed, each with the position of the snapshot.</summary>
    /// <param name="terms">What is asked for.</param>
    /// <param name="opened">Told the position once, before the first outcome.</param>
    /// <param name="ct">Gives up.</param>
    public async IAsyncEnumerable<CustomerOutcome> Of(RunTerms terms, Action<long> opened, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        opened(snapshot.Position);
        var reader = new BookReader(snapshot);
        var packages = await reader.Packages(terms.Date, ct);
        await foreach (var customer in reader.Customers(packages, terms, CustomerRange.All, ct))
            yield return ChargeRun.Decide(customer, packages, terms);
    }
}
