using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Storage.Calls;

/// <summary>Finds a customer's rated calls in the log by their local dates, event by event,
/// without reading the others.</summary>
internal sealed class CallEvents(NpgsqlDataSource source, IEventLog log)
{
    // Versions looked up at once: the list of a busy customer's events is long too.
    private const int AtOnce = 200;

    // Of so many days or fewer, all events are looked up by their dates and put in order then. Left alone, the planner
    // goes through all events of the customer from the first on, to save itself the sorting.
    private const int ShortDays = 62;

    /// <summary>The events after a version that have a call in the range, in order.</summary>
    public async IAsyncEnumerable<StoredEvent> Between(
        string customerId, long afterVersion, DateOnly first, DateOnly last,
        [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var versions = await Versions(customerId, afterVersion, first, last, ct);
            foreach (var version in versions)
                foreach (var stored in await log.ReadStream(Streams.Usage(customerId), version - 1, 1, ct))
                    yield return stored;
            if (versions.Count < AtOnce) yield break;
            afterVersion = versions[^1];
        }
    }

    private async Task<List<long>> Versions(
        string customerId, long afterVersion, DateOnly first, DateOnly last, CancellationToken ct)
    {
        var order = last.DayNumber - first.DayNumber <= ShortDays ? "version + 0" : "version";
        await using var command = source.CreateCommand($"""
            SELECT version FROM billing.call_events
            WHERE customer_id = $1 AND version > $2 AND first_date <= $4 AND last_date >= $3 ORDER BY {order} LIMIT $5
            """);
        command.Parameters.AddValues(customerId, afterVersion, first, last, AtOnce);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var versions = new List<long>();
        while (await rows.ReadAsync(ct)) versions.Add(rows.GetInt64(0));
        return versions;
    }

    /// <summary>
    /// The last date that calls recorded up to a position have; the first of all dates when there are none.
    /// </summary>
    public static async Task<DateOnly> LastDate(NpgsqlConnection connection, long position, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT max(last_date) FROM billing.call_events WHERE position <= $1", connection)
        { Parameters = { new() { Value = position } } };
        return await command.ExecuteScalarAsync(ct) is DateOnly date ? date : DateOnly.MinValue;
    }
}
