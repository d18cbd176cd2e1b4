namespace PackageBilling.Billing.Usage.Corrections;

/// <summary>
/// Says what a correction changes of each assignment's free minutes and why: by the first call that uses it otherwise,
/// from what was known when that call was rated and what is known now.
/// </summary>
internal static class CorrectionCauses
{
    /// <summary>The assignments in the order of their ids.</summary>
    public static async Task<IReadOnlyList<CorrectedPackage>> Find(
        CorrectionDraft draft, ProjectionSnapshot snapshot, KnownPackages packages, CancellationToken ct)
    {
        var sums = new SortedDictionary<string, Sum>(StringComparer.Ordinal);
        foreach (var (call, knownAt) in draft.Changed)
        {
            var (before, after) = (Seconds(call.Before), Seconds(call.After));
            foreach (var id in before.Keys.Union(after.Keys, StringComparer.Ordinal))
            {
                var (was, isNow) = (before.GetValueOrDefault(id), after.GetValueOrDefault(id));
                if (was == isNow) continue;
                if (!sums.TryGetValue(id, out var sum)) sums[id] = sum = new(call.LocalDate, knownAt);
                sum.Add(was, isNow);
            }
        }
        if (sums.Count == 0) return [];
        var now = await Grants(null);
        var then = new Dictionary<long, Dictionary<string, MinutesGrant>>();
        var found = new List<CorrectedPackage>(sums.Count);
        foreach (var (id, sum) in sums)
        {
            if (!then.TryGetValue(sum.KnownAt, out var known)) then[sum.KnownAt] = known = await Grants(sum.KnownAt);
            var (was, isNow) = (known.GetValueOrDefault(id), now.GetValueOrDefault(id));
            found.Add(new(draft.CustomerId, (isNow ?? was)?.Package.PackageId, id, sum.Calls, sum.Before, sum.After,
                draft.Kind == CallCorrectionKind.Void ? CallCorrectionCause.Voided : Of(was, isNow, sum.Date)));
        }
        return found;

        async Task<Dictionary<string, MinutesGrant>> Grants(long? knownAt) =>
            (await new MinutesBook(snapshot, packages, knownAt).Grants([draft.CustomerId], ct))[draft.CustomerId]
                .ToDictionary(grant => grant.AssignmentId, StringComparer.Ordinal);
    }

    private static CallCorrectionCause Of(MinutesGrant? was, MinutesGrant? isNow, DateOnly date)
    {
        if (isNow?.WindowOn(date) is not { } window) return CallCorrectionCause.NotActive;
        if (was?.WindowOn(date) is not { } then) return CallCorrectionCause.Assigned;
        return then == window && was.Seconds(then.From) == isNow.Seconds(window.From)
            && was.RolloverSeconds(then) == isNow.RolloverSeconds(window)
            && (was.Package.TermsOn(date).Destinations ?? []).SequenceEqual(
                isNow.Package.TermsOn(date).Destinations ?? [])
            ? CallCorrectionCause.OtherCalls : CallCorrectionCause.TermsChanged;
    }

    private static Dictionary<string, long> Seconds(CallOutcome? outcome)
    {
        var seconds = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var use in outcome?.Uses ?? [])
            seconds[use.AssignmentId] = seconds.GetValueOrDefault(use.AssignmentId) + use.Seconds;
        return seconds;
    }

    private sealed class Sum(DateOnly date, long knownAt)
    {
        public DateOnly Date => date;

        public long KnownAt => knownAt;

        public long Calls { get; private set; }

        public long Before { get; private set; }

        public long After { get; private set; }

        public void Add(long before, long after) =>
            (Calls, Before, After) = (Calls + 1, Before + before, After + after);
    }
}
