namespace PackageBilling.Billing.Usage;

/// <summary>A call that is to be recorded, with its date and the hash of its content.</summary>
internal readonly record struct FreshCall(Call Call, DateOnly LocalDate, byte[] Content);

/// <summary>What becomes of some calls.</summary>
/// <param name="Fresh">Those that are recorded nowhere yet, as far as was looked.</param>
/// <param name="Rejected">Those that cannot be taken.</param>
/// <param name="Repeated">Those that are recorded, with the position of their event.</param>
/// <param name="RepeatedWithin">Those that stand among the others before.</param>
internal sealed record SortedCalls(
    List<FreshCall> Fresh, List<RejectedCall> Rejected, List<(Call Call, long Position)> Repeated,
    List<Call> RepeatedWithin);

/// <summary>Sorts out unknown customers, other customers' DIDs, calls of the future and repeats.</summary>
internal sealed class CallSorting(NpgsqlDataSource source, RatingStates states, DidHolders holders, TimeProvider clock)
{
    // Kept from commit to commit: arrays of this size would otherwise have the whole memory
    // collected every few commits.
    private readonly List<FreshCall> _dated = [], _fresh = [];
    private readonly Dictionary<string, byte[]> _first = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether to look up which calls are recorded. Without it the index still refuses a second one; then it has to be
    /// set. It ends by itself with the first calls of which none was recorded.
    /// </summary>
    public bool LooksUp { get; set; }

    /// <summary>Sorts calls of customers that are loaded. The first of two with one id counts.
    /// The answer holds until the next one.</summary>
    public async Task<SortedCalls> Sort(IReadOnlyList<Call> calls, CancellationToken ct)
    {
        _fresh.Clear();
        _first.Clear();
        var sorted = new SortedCalls(_fresh, [], [], []);
        Date(calls, sorted.Rejected);
        var others = await holders.OfAnother(_dated, ct);
        // A call that is recorded stays a repeat when its DID turns out to be somebody else's.
        var lookedUp = LooksUp
            ? _dated.ConvertAll(call => call.Call.CallId) : [.. others.Keys.Select(i => _dated[i].Call.CallId)];
        var recorded = lookedUp.Count > 0 ? await RecordedCalls.Find(source, lookedUp, ct) : null;
        LooksUp = LooksUp && recorded is { Count: > 0 };
        for (var i = 0; i < _dated.Count; i++)
        {
            var call = _dated[i];
            if (recorded is not null && recorded.TryGetValue(call.Call.CallId, out var known))
            {
                if (known.Content.AsSpan().SequenceEqual(call.Content))
                    sorted.Repeated.Add((call.Call, known.Position));
                else Reject(
                    call.Call, "callId was recorded before with other content; what a call was answered never changes");
            }
            else if (others.Count > 0 && others.TryGetValue(i, out var other))
                Reject(call.Call, $"did {call.Call.Did} belongs to customer {other} on {Dates.Text(call.LocalDate)}");
            else if (_first.TryAdd(call.Call.CallId, call.Content)) _fresh.Add(call);
            else if (_first[call.Call.CallId].AsSpan().SequenceEqual(call.Content))
                sorted.RepeatedWithin.Add(call.Call);
            else Reject(call.Call, "callId stands in this body before with other content");
        }
        return sorted;

        void Reject(Call call, string why) => sorted.Rejected.Add(new(call.Line, call.CallId, why));
    }

    private void Date(IReadOnlyList<Call> calls, List<RejectedCall> rejected)
    {
        _dated.Clear();
        var latest = clock.GetUtcNow() + UsageLimits.Ahead;
        foreach (var call in calls)
            if (states.Find(call.CustomerId) is not { } state)
                rejected.Add(new(call.Line, call.CallId, $"there is no customer {call.CustomerId}"));
            else if (state.IsErased)
                rejected.Add(new(call.Line, call.CallId,
                    $"customer {call.CustomerId} was erased; nothing more can be recorded for it"));
            else if (call.StartedAt.Year < Dates.Min.Year || call.StartedAt.Year > Dates.Max.Year)
                rejected.Add(
                    new(call.Line, call.CallId, $"startedAt must be from {Dates.Min.Year} to {Dates.Max.Year}"));
            else if (call.StartedAt > latest)
                rejected.Add(new(call.Line, call.CallId,
                    $"startedAt must not be more than {UsageLimits.Ahead.TotalHours:0} hours in the future"));
            else _dated.Add(
                new(call, TimeZones.LocalDate(state.Customer.TimeZone, call.StartedAt), state.Secret.Content(call)));
    }
}
