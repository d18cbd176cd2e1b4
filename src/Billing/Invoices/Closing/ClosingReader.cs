using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Invoices.Closing;

/// <summary>Goes through the customers of a closing and decides what each of them gets; writes nothing.</summary>
internal sealed class ClosingReader(
    IEventLog log, ISubscriptions subscriptions, CarrierDocuments documents, TimeProvider clock)
{
    /// <summary>Customers with what was decided about them, some at a time, in the order of their ids.</summary>
    public async IAsyncEnumerable<DecidedPage> Pages(
        ClosingStarted closing, CustomerRange range, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            List<InvoicedCustomer> customers;
            Dictionary<string, string> packages;
            long position;
            await using (var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct))
            {
                customers = await InvoicedCustomers.Page(
                    snapshot.Connection, closing, range, ClosingLimits.CustomersAtOnce, ct);
                packages = customers.Count == 0
                    ? [] : await InvoicedCustomers.PackageNames(snapshot.Connection, ct);
                position = snapshot.Position;
            }
            var page = new DecidedPage(closing, customers, packages, position, []);
            if (customers.Count > 0) yield return page with { Decided = await Decide(page, customers, ct) };
            if (customers.Count < ClosingLimits.CustomersAtOnce) yield break;
            range = range with { After = customers[^1].CustomerId };
        }
    }

    /// <summary>Decides customers of a page by what their accounts are now.</summary>
    public async Task<List<DecidedAccount>> Decide(
        DecidedPage page, IReadOnlyCollection<InvoicedCustomer> customers, CancellationToken ct)
    {
        var streams = await log.ReadStreams(
            [.. customers.Select(customer => (Streams.Account(customer.CustomerId), customer.Since))], ct);
        var decided = new List<DecidedAccount>(customers.Count);
        foreach (var customer in customers)
        {
            if (!streams.TryGetValue(Streams.Account(customer.CustomerId), out var events)) continue;
            var open = OpenLines.Of(events);
            var today = TimeZones.LocalDate(customer.TimeZone, clock.GetUtcNow());
            if (MakeInvoice.Decide(page.Closing, customer, open, documents.Printed, page.Packages, today) is { } fact)
                decided.Add(new(customer.CustomerId, open.Version, fact));
        }
        return decided;
    }
}

/// <summary>Some customers of a closing and what was decided about them.</summary>
/// <param name="Closing">The closing.</param>
/// <param name="Customers">The customers that may have something to be invoiced.</param>
/// <param name="Packages">Names of packages by their ids.</param>
/// <param name="Position">The position of the book.</param>
/// <param name="Decided">What is issued or settled; those who have nothing left are not among them.</param>
internal sealed record DecidedPage(
    ClosingStarted Closing, IReadOnlyList<InvoicedCustomer> Customers, IReadOnlyDictionary<string, string> Packages,
    long Position, IReadOnlyList<DecidedAccount> Decided);
