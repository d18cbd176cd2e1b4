using System.Runtime.CompilerServices;
using PackageBilling.EventStore;

namespace PackageBilling.Billing;

/// <summary>Decides a run's customers one after the other from one snapshot of the book, and writes nothing.</summary>
internal sealed class BookDecisions(ISubscriptions subscriptions)
{
    /// <summary>The outcomes in order, streamed, each with the position that the book was seen at.</summary>
    /// <param name="terms">What is asked for.</param>
    /// <param name="view">How the book is to be seen.</param>
    /// <param name="opened">Told the position once, before the first outcome.</param>
    /// <param name="ct">Gives up.</param>
    public async IAsyncEnumerable<CustomerOutcome> Of(RunTerms terms, BookView view, Action<long> opened, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var (packages, customers) = await Open(snapshot, terms, view, opened, ct);
        await foreach (var customer in customers.WithCancellation(ct)) yield return ChargeRun.Decide(customer, packages, terms);
    }

    // The newest book is what runs read, and simulations of now must cost what runs cost.
    private async Task<(PackagesOn Packages, IAsyncEnumerable<CustomerBook> Customers)> Open(
        ProjectionSnapshot snapshot, RunTerms terms, BookView view, Action<long> opened, CancellationToken ct)
    {
        if (view.IsNow)
        {
            var reader = new BookReader(snapshot);
            opened(reader.Position);
            var now = await reader.Packages(terms.Date, ct);
            return (now, reader.Customers(now, terms, CustomerRange.All, ct));
        }
        var book = new KnownBook(snapshot, subscriptions, view);
        opened(book.Position);
        var then = await book.Packages(terms.Date, ct);
        return (then, book.Customers(then, terms, ct));
    }
}
