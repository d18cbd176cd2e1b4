namespace PackageBilling.Billing.Usage;

/// <summary>Gathers what becomes of the records of one body.</summary>
internal sealed class UsageTally(bool answersCalls)
{
    private readonly List<RejectedCall> _rejected = [];
    private readonly List<(long Line, AnsweredCall Call)> _calls = [];

    private readonly List<Call> _within = [];

    public long Accepted { get; private set; }

    public long Duplicates { get; private set; }

    public long RejectedCount { get; private set; }

    /// <summary>Duplicates whose answer has to be looked up, with the position of their event.</summary>
    public List<(Call Call, long Position)> Repeated { get; } = [];

    /// <summary>Told of every rejected record, also those that the answer does not name; null for nobody.</summary>
    public Action<RejectedCall>? OnRejected { get; init; }

    public void Accept(RatedBatch batch)
    {
        Accepted += batch.Calls.Count;
        if (!answersCalls) return;
        foreach (var (line, call) in batch.Rated) Answer(line, call);
    }

    public void Repeat(Call call, long position)
    {
        Duplicates++;
        if (answersCalls) Repeated.Add((call, position));
    }

    /// <summary>A call that stands in the same commit before: its answer is that one's.</summary>
    public void RepeatWithin(Call call)
    {
        Duplicates++;
        if (answersCalls) _within.Add(call);
    }

    public void Reject(RejectedCall rejected)
    {
        RejectedCount++;
        OnRejected?.Invoke(rejected);
        _rejected.Add(rejected);
        if (_rejected.Count <= 2 * UsageLimits.RejectedInAnswer) return;
        _rejected.Sort((one, other) => one.Line.CompareTo(other.Line));
        _rejected.RemoveRange(UsageLimits.RejectedInAnswer, _rejected.Count - UsageLimits.RejectedInAnswer);
    }

    public void Answer(long line, RatedCall call) =>
        _calls.Add((line, new(call.CallId, call.FreeSeconds, call.Charged)));

    public UsageTaken Taken(string importId)
    {
        var answers = _calls.ToLookup(pair => pair.Call.CallId, pair => pair.Call, StringComparer.Ordinal);
        var calls = _calls.Concat(
            _within.SelectMany(call => answers[call.CallId].Take(1).Select(answer => (call.Line, Call: answer))));
        return new(Accepted, Duplicates, RejectedCount,
            [.. _rejected.OrderBy(rejected => rejected.Line).Take(UsageLimits.RejectedInAnswer)],
            answersCalls ? [.. calls.OrderBy(pair => pair.Line).Select(pair => pair.Call)] : null, importId);
    }
}
