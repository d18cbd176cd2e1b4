namespace PackageBilling.Billing.Usage;

/// <summary>
/// Records calls in bulk: looks up what is known, rates, and commits up to <see cref="UsageLimits.RecordsPerCommit"/>
/// records in one transaction. Calls of a customer for whom somebody else has recorded calls meanwhile are rated again,
/// so a free minute is never used twice (domain: "Calls", "Free minutes").
/// </summary>
internal sealed class CallIngestion(
    NpgsqlDataSource source, IEventLog log, ISubscriptions subscriptions, KnownPackages packages, CallVault vault,
    CustomerKeys keys, NumberHashes hashes, TimeProvider clock)
{
    /// <summary>Records all batches; the calls of each customer in their order.</summary>
    /// <param name="batches">The records as read.</param>
    /// <param name="metadata">Who and why; the time is taken at each commit, and the import's id ties the events
    /// together.</param>
    /// <param name="tally">Told what becomes of each record.</param>
    /// <param name="ct">Stops between commits; what is committed stays,
    /// and sending everything again takes the rest.</param>
    /// <returns>The import's id, which names the calls that were recorded now.</returns>
    public async Task<string> Take(
        IEnumerable<CallBatch> batches, EventMetadata metadata, UsageTally tally, CancellationToken ct)
    {
        var importId = Ids.New(clock.GetUtcNow());
        metadata = metadata with { CorrelationId = importId };
        using var states = new RatingStates(subscriptions, log, packages, vault, keys);
        var body = new Body(source, log, metadata, clock, tally, states, new(subscriptions, hashes));
        var named = new DidCustomers(subscriptions, packages, new(subscriptions, hashes)).Name(batches, ct);
        using var ahead = new ReadAhead<CallBatch>(CallWindow.Together(named));
        while (await ahead.Next() is { } batch)
        {
            foreach (var rejected in batch.Rejected) tally.Reject(rejected);
            await KeepPace(body, ct);
            await body.Take(batch.Calls, ct);
        }
        await body.End(ct);
        foreach (var group in tally.Repeated.GroupBy(repeat => repeat.Position))
            await foreach (var stored in log.ReadAll(group.Key - 1, group.Key, [typeof(CallsRated)], ct))
                foreach (var (call, _) in group)
                    tally.Answer(
                        call.Line, ((CallsRated)stored.Data).Calls.First(rated => rated.CallId == call.CallId));
        return importId;
    }

    /// <summary>Others wait for the book, and a customer that is forgotten here is read from it again.</summary>
    private async Task KeepPace(Body body, CancellationToken ct)
    {
        if (body.States.AreTooMany)
        {
            await body.End(ct);
            while (body.Commits.TryDequeue(out var position)) await BookCovers(position);
            body.States.Clear();
        }
        while (body.Commits.Count >= UsageLimits.CommitsAhead) await BookCovers(body.Commits.Dequeue());

        Task BookCovers(long position) =>
            subscriptions.WaitFor(BookProjection.ProjectionName, position, UsageLimits.BookPatience, ct);
    }

    /// <summary>
    /// One body's way into the log. The next records are rated while the ones before are being committed, on the
    /// assumption that they go in as they were rated; when they do not, it is undone and both are rated again.
    /// </summary>
    private sealed class Body(
        NpgsqlDataSource source, IEventLog log, EventMetadata metadata, TimeProvider clock, UsageTally tally,
        RatingStates states, DidHolders holders)
    {
        // Nearly all bodies are news from the first to the last record: the index itself finds the first repeat.
        private readonly CallSorting _sorting = new(source, states, holders, clock);
        private readonly CallPosting _poster = new(source, log);
        private RatedCalls? _last;
        private Task<PostedCalls>? _posting;

        public RatingStates States => states;

        /// <summary>The positions behind the commits so far that nobody has waited for yet.</summary>
        public Queue<long> Commits { get; } = new();

        public async Task Take(IReadOnlyList<Call> calls, CancellationToken ct)
        {
            RatedCalls rated;
            try
            {
                rated = await Rate(calls, ct);
            }
            catch
            {
                if (_posting is not null) await ((Task)_posting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                throw;
            }
            if (_posting is not null)
            {
                var hold = (await _posting).IsAll;
                if (!hold) rated.Undo();
                await End(ct);
                if (!hold) rated = await Rate(calls, ct);
            }
            Post(rated, ct);
        }

        /// <summary>Sees what is being committed to its end: what did not go in is rated again until all has.</summary>
        /// <exception cref="TimeoutException">Too many others record calls of the same customers.</exception>
        public async Task End(CancellationToken ct)
        {
            for (var round = 0; _posting is not null; round++)
            {
                if (round == UsageLimits.Rounds)
                    throw new TimeoutException(
                        "Too many others record calls of the same customers; send the rest again.");
                var (rated, posted) = (_last!, await _posting);
                _posting = null;
                if (posted.Position > 0) Commits.Enqueue(posted.Position);
                if (posted.IsVoid)
                {
                    rated.Undo();
                    _sorting.LooksUp = true;
                    Post(await Rate(rated.Calls, ct), ct);
                }
                else if (rated.Tell(tally, states, posted.Conflicts) is { Count: > 0 } again)
                    Post(await Rate(again, ct), ct);
            }
        }

        private async Task<RatedCalls> Rate(IReadOnlyList<Call> calls, CancellationToken ct)
        {
            await states.Load(calls, ct);
            var sorted = await _sorting.Sort(calls, ct);
            var byCustomer = sorted.Fresh.GroupBy(call => call.Call.CustomerId, StringComparer.Ordinal)
                .Select(group => (State: states.Find(group.Key)!, Calls: group.ToList())).ToList();
            await states.Complete(byCustomer, ct);

            // Customers have nothing to do with each other.
            var batches = new RatedBatch[byCustomer.Count];
            Parallel.For(0, batches.Length, i => batches[i] = RatedBatch.Of(byCustomer[i].State, byCustomer[i].Calls));
            return new(calls, sorted, batches);
        }

        private void Post(RatedCalls rated, CancellationToken ct)
        {
            var now = metadata with { RecordedAt = clock.GetUtcNow() };
            (_last, _posting) = (rated, Task.Run(() => _poster.Post(rated, now, ct), CancellationToken.None));
        }
    }
}
