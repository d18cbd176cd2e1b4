using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Simulations;

/// <summary>Decides a run's customers one after the other from one snapshot of the book, and writes nothing.</summary>
internal sealed class BookDecisions(ISubscriptions subscriptions)
{
    /// <summary>The outcomes in order, streamed, each with the position that the book was seen at.</summary>
    /// <param name="terms">What is asked for.</param>
    /// <param name="view">How the book is to be seen.</param>
    /// <param name="opened">Told the position once, before the first outcome.</param>
    /// <param name="ct">Gives up.</param>
    public async IAsyncEnumerable<CustomerOutcome> Of(
        RunTerms terms, BookView view, Action<long> opened, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var reader = new BookReader(snapshot, view, subscriptions);
        opened(reader.Position);
        var packages = await reader.Packages(terms.Date, ct);
        await foreach (var customer in reader.Customers(packages, terms, CustomerRange.All, ct))
            yield return ChargeRun.Decide(customer, packages, terms);
    }
}
