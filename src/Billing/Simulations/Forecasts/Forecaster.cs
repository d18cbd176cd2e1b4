using System.Threading.Channels;

namespace PackageBilling.Billing.Simulations.Forecasts;

/// <summary>Forecasts a span for customers read from one snapshot;
/// several are carried through it at the same time.</summary>
internal sealed class Forecaster(ISubscriptions subscriptions, NpgsqlDataSource source)
{
    public async Task<(long Position, ForecastSums Sums)> Forecast(
        DateOnly from, DateOnly to, IReadOnlyList<string>? customerIds, BookView view, CancellationToken ct)
    {
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var book = new BookReader(snapshot, view, subscriptions);
        var calendar = new SpanCalendar(
            from, to, await PackageBooks.Read(snapshot.Connection, book.Position, view.WhatIf, ct));
        var postings = await SpanPostings.Read(snapshot.Connection, from, to, book.Position, ct);
        var spend = new SpanSpend(source, book.Position, calendar, view.WhatIf);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var waiting = Channel.CreateBounded<SpanCustomers>(TimeTravelLimits.BatchesWaiting);
        var carriers = Enumerable.Range(0, TimeTravelLimits.Forecasters)
            .Select(_ => Task.Run(() => Carry(waiting.Reader, calendar, postings, stop), ct)).ToList();
        try
        {
            await Read(book.Span(calendar.EarliestEnd, to, customerIds, stop.Token), spend, waiting.Writer, stop.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // A carrier failed and stopped the reading; its own error is thrown below.
        }
        finally
        {
            waiting.Writer.Complete();
        }
        var sums = new ForecastSums();
        foreach (var carried in await Task.WhenAll(carriers)) sums.Add(carried);
        return (book.Position, sums);
    }

    private static async Task Read(IAsyncEnumerable<CustomerBook> customers, SpanSpend spend,
        ChannelWriter<SpanCustomers> waiting, CancellationToken ct)
    {
        var some = new List<CustomerBook>();
        await foreach (var customer in customers)
        {
            some.Add(customer);
            if (some.Count < TimeTravelLimits.CustomersAtOnce) continue;
            await waiting.WriteAsync(await spend.Of(some, ct), ct);
            some = [];
        }
        await waiting.WriteAsync(await spend.Of(some, ct), ct);
    }

    private static async Task<ForecastSums> Carry(
        ChannelReader<SpanCustomers> waiting, SpanCalendar calendar, SpanPostings postings,
        CancellationTokenSource stop)
    {
        try
        {
            var sums = new ForecastSums();
            await foreach (var some in waiting.ReadAllAsync(stop.Token))
                foreach (var customer in some.Customers)
                {
                    stop.Token.ThrowIfCancellationRequested();
                    CustomerForecast.Add(some, customer, calendar, postings, sums);
                }
            return sums;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }
}
