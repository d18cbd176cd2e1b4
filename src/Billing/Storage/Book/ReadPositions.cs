namespace PackageBilling.Billing.Storage.Book;

/// <summary>What every read that takes <c>knownAt</c> does first: finds the position, waits for the book,
/// refuses a customer that wasn't known then.</summary>
internal sealed class ReadPositions(IEventLog log, NpgsqlDataSource source, ReadBarrier barrier, TimeProvider clock)
{
    /// <summary>The position up to which the log counts, which the book covers; null for all of it.</summary>
    /// <param name="known">As sent; null for what is known now.</param>
    /// <param name="customerId">The customer that the read is about; null for all.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="ProblemException">The log has not reached it, or the customer isn't known,
    /// or wasn't then.</exception>
    public async Task<long?> Of(AsKnownAt? known, string? customerId, CancellationToken ct)
    {
        long? position = known is null ? null : await known.Resolve(log, clock, ct);
        await barrier.Cover(BookProjection.ProjectionName, ct);
        if (customerId is not null) await Ensure(customerId, position, ct);
        return position;
    }

    /// <summary>The position, and when it was the newest one: dates that had not come by then were not past.</summary>
    public async Task<(long? Position, DateTimeOffset Now)> WithMoment(
        AsKnownAt? known, string? customerId, CancellationToken ct)
    {
        var position = await Of(known, customerId, ct);
        return (position, position is { } at ? await known!.Moment(log, clock, at, ct) : clock.GetUtcNow());
    }

    private async Task Ensure(string customerId, long? position, CancellationToken ct)
    {
        if (position is null)
        {
            await KnownCustomers.Get(source, customerId, ct);
            return;
        }
        _ = await KnownCustomers.At(source, customerId, position.Value, ct)
            ?? throw Problem.NotFound("customerId", "customer known then", customerId);
    }
}
