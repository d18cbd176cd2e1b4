using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>
/// Records calls in bulk: looks up what is known, rates, and commits up to <see cref="UsageLimits.RecordsPerCommit"/> records in one
/// transaction. Calls of a customer for whom somebody else has recorded calls meanwhile are rated again, so a free minute is never
/// used twice (domain: "Calls", "Free minutes").
/// </summary>
internal sealed class CallIngestion(
    NpgsqlDataSource source, IEventLog log, ISubscriptions subscriptions, KnownPackages packages, CallVault vault, TimeProvider clock)
{
    /// <summary>Records all batches in order.</summary>
    /// <param name="batches">The records as read.</param>
    /// <param name="metadata">Who and why; the time is taken at each commit.</param>
    /// <param name="tally">Told what becomes of each record.</param>
    /// <param name="ct">Stops between commits; what is committed stays, and sending everything again takes the rest.</param>
    public async Task Take(IEnumerable<CallBatch> batches, EventMetadata metadata, UsageTally tally, CancellationToken ct)
    {
        var tail = new UsageTail();
        var commits = new Queue<long>();
        using var ahead = new ReadAhead<CallBatch>(batches);
        while (await ahead.Next() is { } batch)
        {
            foreach (var rejected in batch.Rejected) tally.Reject(rejected);
            if (commits.Count >= UsageLimits.CommitsAhead)
                await subscriptions.WaitFor(BookProjection.ProjectionName, commits.Dequeue(), UsageLimits.BookPatience, ct);
            commits.Enqueue(await Commit(batch.Calls, metadata, tail, tally, ct));
        }
        foreach (var group in tally.Repeated.GroupBy(repeat => repeat.Position))
            await foreach (var stored in log.ReadAll(group.Key - 1, group.Key, [typeof(CallsRated)], ct))
                foreach (var (call, _) in group)
                    tally.Answer(call.Line, ((CallsRated)stored.Data).Calls.First(rated => rated.CallId == call.CallId));
    }

    /// <summary>Records a batch, deciding those again whose customers moved on; the position behind it.</summary>
    private async Task<long> Commit(IReadOnlyList<Call> calls, EventMetadata metadata, UsageTail tail, UsageTally tally, CancellationToken ct)
    {
        var last = 0L;
        for (var round = 0; calls.Count > 0; round++)
        {
            if (round == UsageLimits.Rounds) throw new TimeoutException("Too many others record calls of the same customers; send the rest again.");
            var rated = await Rate(calls, tail, tally, ct);
            if (rated.Count == 0) break;
            var (left, position) = await Post(rated, metadata with { RecordedAt = clock.GetUtcNow() }, tail, tally, ct);
            last = Math.Max(last, position);
            calls = left;
        }
        return last;
    }

    /// <summary>What is left of the calls once unknown customers and repeats are sorted out, rated by customer.</summary>
    private async Task<List<RatedBatch>> Rate(IReadOnlyList<Call> calls, UsageTail tail, UsageTally tally, CancellationToken ct)
    {
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var book = new MinutesBook(snapshot, packages);
        var customers = await book.Customers(calls.Select(call => call.CustomerId).ToHashSet(StringComparer.Ordinal), ct);
        var dated = Dated(calls, customers, tally);
        var secrets = await vault.Secrets(dated.Select(call => call.Call.CustomerId).ToHashSet(StringComparer.Ordinal), ct);
        var fresh = await Fresh(dated, secrets, tally, ct);
        if (fresh.Count == 0) return [];

        var byCustomer = fresh.GroupBy(call => call.Call.CustomerId, StringComparer.Ordinal).ToList();
        var grants = await book.Grants([.. byCustomer.Select(group => group.Key)], ct);
        var windows = byCustomer.SelectMany(group => group.Select(call => call.LocalDate).Distinct()
            .SelectMany(date => CallRating.WindowsOn(grants[group.Key], date))).ToHashSet();
        var used = await book.Used(windows, ct);
        using var keys = await vault.Keys(fresh.Select(call => (call.Call.CustomerId, CallKeys.MonthOf(call.LocalDate))).ToHashSet(), ct);
        return byCustomer.ConvertAll(group =>
        {
            var customer = customers[group.Key];
            var before = new Dictionary<WindowKey, long>();
            foreach (var grant in grants[group.Key])
                foreach (var date in group.Select(call => call.LocalDate).Distinct())
                    if (grant.WindowOn(date) is { } window && used.TryGetValue(new(grant.AssignmentId, window.From), out var seconds))
                        before[new(grant.AssignmentId, window.From)] = seconds;
            var version = tail.Apply(customer, before);
            return RatedBatch.Of(customer, version, book.Position, grants[group.Key].ToList(), before, group, secrets[group.Key], keys);
        });
    }

    private static List<FreshCall> Dated(IReadOnlyList<Call> calls, Dictionary<string, RatedCustomer> customers, UsageTally tally)
    {
        var dated = new List<FreshCall>(calls.Count);
        foreach (var call in calls)
            if (!customers.TryGetValue(call.CustomerId, out var customer))
                tally.Reject(new(call.Line, call.CallId, $"there is no customer {call.CustomerId}"));
            else if (call.StartedAt.Year < Dates.Min.Year || call.StartedAt.Year > Dates.Max.Year)
                tally.Reject(new(call.Line, call.CallId, $"startedAt must be from {Dates.Min.Year} to {Dates.Max.Year}"));
            else dated.Add(new(call, TimeZones.LocalDate(customer.TimeZone, call.StartedAt), []));
        return dated;
    }

    /// <summary>The calls that are recorded nowhere yet. The first of two with one id counts, within one body too.</summary>
    private async Task<List<FreshCall>> Fresh(List<FreshCall> calls, Dictionary<string, CustomerSecret> secrets, UsageTally tally, CancellationToken ct)
    {
        var recorded = await RecordedCalls.Find(source, calls.ConvertAll(call => call.Call.CallId), ct);
        var fresh = new List<FreshCall>(calls.Count);
        var first = new Dictionary<string, byte[]>(calls.Count, StringComparer.Ordinal);
        foreach (var dated in calls)
        {
            var call = dated with { Content = secrets[dated.Call.CustomerId].Content(dated.Call) };
            if (recorded.TryGetValue(call.Call.CallId, out var known))
            {
                if (known.Content.AsSpan().SequenceEqual(call.Content)) tally.Repeat(call.Call, known.Position);
                else Reject(call, "was recorded before with other content; what a call was answered never changes");
            }
            else if (first.TryGetValue(call.Call.CallId, out var content))
            {
                if (content.AsSpan().SequenceEqual(call.Content)) tally.RepeatWithin(call.Call);
                else Reject(call, "stands in this body before with other content");
            }
            else
            {
                first.Add(call.Call.CallId, call.Content);
                fresh.Add(call);
            }
        }
        return fresh;

        void Reject(FreshCall call, string why) => tally.Reject(new(call.Call.Line, call.Call.CallId, $"callId {why}"));
    }

    /// <summary>Commits what was rated; the calls that have to be rated again, and the last position.</summary>
    private async Task<(IReadOnlyList<Call> Again, long Position)> Post(
        List<RatedBatch> rated, EventMetadata metadata, UsageTail tail, UsageTally tally, CancellationToken ct)
    {
        var events = rated.SelectMany(batch => batch.Events).ToList();
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        BulkAppended appended;
        try
        {
            appended = await log.AppendBulk(connection, events.ConvertAll(one => one.Stored), metadata, ct);
            var rows = new List<(string CallId, long Position, byte[] Content)>();
            for (var i = 0; i < events.Count; i++)
                if (appended.Positions[i] is > 0 and var position)
                    rows.AddRange(events[i].Fact.Calls.Select(call => (call.CallId, position, call.Content)));
            if (rows.Count > 0) await RecordedCalls.Copy(connection, rows, ct);
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (PostgresException e) when (e.ConstraintName == RecordedCalls.PrimaryKey || e.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            // Somebody else records the same calls at this moment; they are repeats, or not, once that is committed.
            return ([.. rated.SelectMany(batch => batch.Calls).OrderBy(call => call.Line)], 0);
        }
        var again = new List<Call>();
        foreach (var batch in rated)
            if (appended.Conflicts.Contains(Streams.Usage(batch.CustomerId)))
            {
                again.AddRange(batch.Calls);
                await tail.Read(log, batch.CustomerId, batch.ReadFrom, ct);
            }
            else
            {
                batch.AddTo(tail);
                foreach (var (line, call) in batch.Rated) tally.Accept(line, call);
            }
        return (again, appended.Positions.Max());
    }
}

/// <summary>A call that is to be recorded, with its date and the hash of its content.</summary>
internal sealed record FreshCall(Call Call, DateOnly LocalDate, byte[] Content);
