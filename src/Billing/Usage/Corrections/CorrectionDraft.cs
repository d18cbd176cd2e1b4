namespace PackageBilling.Billing.Usage.Corrections;

/// <summary>
/// What a correction changes of one customer's calls, gathered in the order in which they were rated (domain:
/// "Corrections to calls").
/// </summary>
/// <param name="kind">What is done to them.</param>
/// <param name="customerId">The customer.</param>
/// <param name="decidedAt">The position up to which facts are known.</param>
internal sealed class CorrectionDraft(CallCorrectionKind kind, string customerId, long decidedAt)
{
    private readonly List<(CorrectedCall Call, decimal Amount, long KnownAt)> _changed = [];

    /// <summary>What is done to them.</summary>
    public CallCorrectionKind Kind => kind;

    /// <summary>The customer.</summary>
    public string CustomerId => customerId;

    /// <summary>The position up to which facts are known.</summary>
    public long DecidedAt => decidedAt;

    /// <summary>Calls that are meant and count.</summary>
    public long Calls { get; private set; }

    /// <summary>Those of them whose numbers were erased.</summary>
    public long Erased { get; private set; }

    /// <summary>Those that count otherwise afterwards, each with the position up to which facts were known when it
    /// was rated first.</summary>
    public IEnumerable<(CorrectedCall Call, long KnownAt)> Changed =>
        _changed.Select(change => (change.Call, change.KnownAt));

    /// <summary>How many they are.</summary>
    public int ChangedCount => _changed.Count;

    /// <summary>A call that can't be rated again.</summary>
    public void AddErased()
    {
        Calls++;
        Erased++;
    }

    /// <summary>A call with how it counts afterwards; null when it counts no more.</summary>
    /// <exception cref="ProblemException">More calls change than can be held.</exception>
    public void Add(CurrentCalls calls, RatedCall call, CallOutcome now, CallOutcome? after)
    {
        Calls++;
        if (after?.CountsAs(now) == true) return;
        if (_changed.Count == CorrectionLimits.CallsPerCustomer)
            throw Problem.Rule("to", $"must be nearer to from: more than {CorrectionLimits.CallsPerCustomer} calls of "
                + $"customer {customerId} change");
        _changed.Add((new(call.CallId, calls.Position, call.StartedAt, call.LocalDate, call.DidKey, now, after),
            call.Amount, calls.Rated.DecidedAt));
    }

    /// <summary>The windows that it changes.</summary>
    public HashSet<WindowKey> Windows() =>
    [
        .. from change in _changed
           from use in Uses(change.Call.Before).Concat(Uses(change.Call.After))
           select WindowKey.Of(use),
    ];

    /// <summary>
    /// The events, each with some of the calls. Where it takes several, what the calls use of free minutes is given
    /// back first, so that at no position is more used of a window than it grants.
    /// </summary>
    /// <param name="correctionId">The correction.</param>
    /// <param name="used">Seconds used of the windows until now.</param>
    public IEnumerable<CallsCorrected> Events(string correctionId, IReadOnlyDictionary<WindowKey, long> used)
    {
        var running = new Dictionary<WindowKey, long>(used);
        foreach (var some in Steps().Chunk(CorrectionLimits.CallsPerEvent))
            yield return Event(correctionId, some, running);
    }

    private IEnumerable<CorrectedCall> Steps()
    {
        if (kind == CallCorrectionKind.Void || _changed.Count <= CorrectionLimits.CallsPerEvent)
            return _changed.Select(change => change.Call);
        return
        [
            .. _changed.Where(change => change.Call.Before.Uses is not null)
                .Select(change => change.Call with { After = new(0, change.Amount, null) }),
            .. _changed.Where(change => change.Call is { After.Uses: not null } or { Before.Uses: null })
                .Select(change => change.Call.Before.Uses is null
                    ? change.Call : change.Call with { Before = new(0, change.Amount, null) }),
        ];
    }

    private CallsCorrected Event(string correctionId, CorrectedCall[] calls, Dictionary<WindowKey, long> running)
    {
        var changed = new SortedDictionary<WindowKey, long>(WindowKey.InOrder);
        foreach (var call in calls)
        {
            foreach (var use in Uses(call.Before)) Add(use, -use.Seconds);
            foreach (var use in Uses(call.After)) Add(use, use.Seconds);
        }
        foreach (var (window, seconds) in changed) running[window] = running.GetValueOrDefault(window) + seconds;
        return new(
            correctionId, kind, customerId, decidedAt, [.. calls.Select(call => call.RatedAt).Distinct().Order()],
            calls,
            [.. changed.Select(window => new WindowUsed(window.Key.AssignmentId, window.Key.From, window.Value,
                running[window.Key], window.Key.IsCarriedOver))],
            CallTotals.Of([.. calls.Select(call => (call.StartedAt, call.LocalDate, call.DidKey, call.Difference))]));

        void Add(FreeUse use, long seconds)
        {
            var window = WindowKey.Of(use);
            changed[window] = changed.GetValueOrDefault(window) + seconds;
        }
    }

    private static IReadOnlyList<FreeUse> Uses(CallOutcome? outcome) => outcome?.Uses ?? [];
}
