using System.Runtime.CompilerServices;

namespace PackageBilling.Billing.Storage.Calls;

/// <summary>Finds a customer's calls in the log by their local dates, event by event, without reading the
/// others.</summary>
internal sealed class CallEvents(NpgsqlDataSource source, IEventLog log)
{
    // Versions looked up at once: the list of a busy customer's events is long too.
    private const int AtOnce = 200;

    // Of so many days or fewer, all events are looked up by their dates and put in order then. Left alone, the planner
    // goes through all events of the customer from the first on, to save itself the sorting.
    private const int ShortDays = 62;

    private static readonly Dictionary<string, CallOutcome?> Uncorrected = [];

    /// <summary>
    /// The calls of the events after a version that have a call in the range, in order, as they count at a position.
    /// </summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="afterVersion">Only events behind this version of the customer's stream.</param>
    /// <param name="first">The first local date.</param>
    /// <param name="last">The last local date.</param>
    /// <param name="through">The position up to which events and corrections count.</param>
    /// <param name="ct">Gives up.</param>
    public async IAsyncEnumerable<CurrentCalls> Between(
        string customerId, long afterVersion, DateOnly first, DateOnly last, long through,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var corrections = new Dictionary<long, CallsCorrected>();
        while (true)
        {
            var found = await Find(customerId, afterVersion, first, last, through, ct);
            foreach (var (version, corrected) in found)
                foreach (var stored in await log.ReadStream(Streams.Usage(customerId), version - 1, 1, ct))
                    yield return new(stored, await Outcomes(stored.Position, corrected, corrections, ct));
            if (found.Count < AtOnce) yield break;
            afterVersion = found[^1].Version;
        }
    }

    /// <summary>What the corrections of an event's calls made of them.</summary>
    private async Task<IReadOnlyDictionary<string, CallOutcome?>> Outcomes(
        long ratedAt, long[] positions, Dictionary<long, CallsCorrected> known, CancellationToken ct)
    {
        if (positions.Length == 0) return Uncorrected;
        var outcomes = new Dictionary<string, CallOutcome?>(StringComparer.Ordinal);
        foreach (var position in positions)
        {
            if (!known.TryGetValue(position, out var corrected))
            {
                // Neighbours were mostly corrected together.
                if (known.Count > AtOnce) known.Clear();
                await foreach (var stored in log.ReadAll(position - 1, position, [typeof(CallsCorrected)], ct))
                    corrected = (CallsCorrected)stored.Data;
                known[position] = corrected!;
            }
            foreach (var call in corrected!.Calls)
                if (call.RatedAt == ratedAt) outcomes[call.CallId] = call.After;
        }
        return outcomes;
    }

    private async Task<List<(long Version, long[] Corrections)>> Find(
        string customerId, long afterVersion, DateOnly first, DateOnly last, long through, CancellationToken ct)
    {
        var order = last.DayNumber - first.DayNumber <= ShortDays ? "version + 0" : "version";
        await using var command = source.CreateCommand($"""
            SELECT version, ARRAY(SELECT c.position FROM billing.call_corrections c
                WHERE c.rated_at = e.position AND c.position <= $6 ORDER BY c.position)
            FROM billing.call_events e
            WHERE customer_id = $1 AND version > $2 AND first_date <= $4 AND last_date >= $3 AND NOT corrects
                AND position <= $6
            ORDER BY {order} LIMIT $5
            """);
        command.Parameters.AddValues(customerId, afterVersion, first, last, AtOnce, through);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var found = new List<(long, long[])>();
        while (await rows.ReadAsync(ct)) found.Add((rows.GetInt64(0), rows.GetFieldValue<long[]>(1)));
        return found;
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
