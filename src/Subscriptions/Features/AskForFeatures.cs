namespace PackageBilling.Subscriptions;

/// <summary>
/// Asks the provisioning system to switch platform features: on for customers whose first assignment with them has
/// begun, off when the last one is over, by the local date of each customer, and again as long as it does not
/// acknowledge (docs/rules.md: "Platform features"). Run often and by any number of nodes; it appends only what makes a
/// difference. A gap between two assignments that is over before anyone looks is not asked for at all.
/// </summary>
internal sealed class AskForFeatures(
    FeatureUses uses, CommandLog log, ReadBarrier barrier, CustomerKeys keys, AskingAgain again)
{
    // No request waits for this, and an import of a million rows may be in progress.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>What to ask for, by the feature's code.</summary>
    /// <param name="customerId">The customer.</param>
    /// <param name="uses">The customer's assignments with features, cancelled ones left out.</param>
    /// <param name="features">What was asked for before.</param>
    /// <param name="today">The customer's local date.</param>
    /// <param name="now">The time.</param>
    /// <param name="again">When it is asked again.</param>
    internal static IReadOnlyList<IPlatformFeatureEvent> Decide(
        string customerId, IReadOnlyList<FeatureUse> uses, CustomerFeatures features, DateOnly today,
        DateTimeOffset now, AskingAgain again)
    {
        var codes = uses.Select(use => use.PlatformFeature).Concat(features.ByCode.Keys)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return [.. codes.Select(Ask).OfType<IPlatformFeatureEvent>()];

        IPlatformFeatureEvent? Ask(string code)
        {
            var begun = uses.Where(use => use.PlatformFeature == code && use.StartDate <= today)
                .OrderBy(use => use.StartDate).ThenBy(use => use.Of.AssignmentId, StringComparer.Ordinal).ToList();
            var current = begun.Find(use => use.EndDate is null || use.EndDate >= today);
            var known = features.ByCode.GetValueOrDefault(code);
            var isOn = known?.Wanted == PlatformFeatureState.Enabled;
            if (current is not null && !isOn)
                return Request(code, PlatformFeatureState.Enabled, current.StartDate, current.Of);
            if (current is null && isOn)
            {
                var last = begun.MaxBy(use => use.EndDate);
                // Without an end since then, the assignment that brought it has been cancelled: it is off from today.
                var off = last?.EndDate?.AddDays(1) is { } day && day > known!.EnabledOn ? day : today;
                return Request(code, PlatformFeatureState.Disabled, off, last?.Of ?? known!.For);
            }
            return known?.AskAgainAt <= now ? AskAgain(code, known, current ?? begun.MaxBy(use => use.EndDate)) : null;
        }

        PlatformFeatureRequested Request(
            string code, PlatformFeatureState wanted, DateOnly on, FeatureAssignment? assignment) =>
            new(customerId, code, wanted, on, assignment, again.Next(now, 1));

        PlatformFeatureAskedAgain AskAgain(string code, RequestedFeature known, FeatureUse? use)
        {
            var times = known.TimesAsked + 1;
            return new(
                customerId, code, known.Wanted, known.On, use?.Of ?? known.For, times, again.Next(now, times));
        }
    }

    /// <summary>Looks once at some customers, or at all of them.</summary>
    /// <param name="customerIds">The customers; null for all.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>How many requests were made, and when the next one is to be made again.</returns>
    public async Task<AskedFeatures> Run(IReadOnlyCollection<string>? customerIds, CancellationToken ct)
    {
        await barrier.Cover(SubscriptionsProjection.ProjectionName, Patience, ct);
        var now = log.Now;
        var asked = 0;
        foreach (var customerId in await uses.Due(customerIds, now, ct)) asked += await Ask(customerId, now, ct);
        if (asked > 0) await barrier.Cover(SubscriptionsProjection.ProjectionName, Patience, ct);
        return new(asked, await uses.NextDue(ct));
    }

    private async Task<int> Ask(string customerId, DateTimeOffset now, CancellationToken ct)
    {
        var (timeZone, used) = await uses.Of(customerId, now, ct);
        var (features, version) = await log.Load<CustomerFeatures>(
            CustomerFeatures.Stream(customerId), CustomerFeatures.Evolve, ct);
        var facts = Decide(customerId, used, features ?? CustomerFeatures.None, TimeZones.LocalDate(timeZone, now), now,
            again);
        if (facts.Count == 0) return 0;
        var key = (await keys.Known([customerId], ct)).GetValueOrDefault(customerId);
        try
        {
            return await log.Commit(facts.Count, ct, new StreamAppend(
                CustomerFeatures.Stream(customerId), version, [.. facts.Select(fact => Sealed(fact, key))]));
        }
        catch (StreamConflictException)
        {
            // Another node has just done it, or the provisioning system has answered: the next look decides again.
            return 0;
        }
    }

    private static object Sealed(IPlatformFeatureEvent fact, CustomerKey? key) => fact switch
    {
        PlatformFeatureRequested requested => requested with { For = Sealed(requested.For, key) },
        PlatformFeatureAskedAgain asked => asked with { For = Sealed(asked.For, key) },
        _ => throw new InvalidOperationException($"{fact.GetType().Name} asks for nothing."),
    };

    // The read model has DIDs in the clear; what a request took from an earlier one is sealed already.
    private static FeatureAssignment? Sealed(FeatureAssignment? assignment, CustomerKey? key) =>
        assignment?.Did is not { } did || did.StartsWith('~') ? assignment
            : assignment with { Did = key is null or { IsErased: true } ? null : key.Seal(did) };
}

/// <summary>What a look at the platform features has come to.</summary>
/// <param name="Count">How many requests were made, first ones and those made again.</param>
/// <param name="NextAt">When the next one is to be made again; null when none is.</param>
internal sealed record AskedFeatures(int Count, DateTimeOffset? NextAt);
