namespace PackageBilling.Billing.Usage.Corrections;

/// <summary>
/// Decides what a correction changes of a customer's calls (domain: "Corrections to calls"), from one snapshot of the
/// book.
/// </summary>
internal sealed class CallCorrector(
    ISubscriptions subscriptions, KnownPackages packages, CallEvents events, CallVault vault, CustomerKeys keys)
{
    /// <summary>Decides about the calls of one customer.</summary>
    public async Task<CustomerCorrection> Decide(
        CallCorrectionKind kind, ChosenCalls chosen, CancellationToken ct)
    {
        await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
        var book = new MinutesBook(snapshot, packages);
        var customer = (await book.Customers([chosen.CustomerId], ct))[chosen.CustomerId];
        var draft = new CorrectionDraft(kind, chosen.CustomerId, snapshot.Position);
        if (kind == CallCorrectionKind.Void)
            await foreach (var calls in Events(chosen, snapshot.Position, ct))
                foreach (var (_, call, now) in chosen.Of(calls)) draft.Add(calls, call, now, null);
        else await Rerate(draft, chosen, book, ct);
        var used = await book.Used(draft.Windows(), ct);
        var causes = await CorrectionCauses.Find(draft, snapshot, packages, ct);
        return new(draft, customer.UsageVersion, customer.Currency, used, causes);
    }

    /// <summary>
    /// Rates calls in their order by what is known now, on top of what all other calls use. Calls whose numbers were
    /// erased stay as they are, and so does what they use.
    /// </summary>
    private async Task Rerate(CorrectionDraft draft, ChosenCalls chosen, MinutesBook book, CancellationToken ct)
    {
        using var ciphers = new CallKeys(await vault.KeysOf(chosen.CustomerId, ct));
        var key = await keys.Of(chosen.CustomerId, ct);
        var grants = (await book.Grants([chosen.CustomerId], ct))[chosen.CustomerId].ToList();
        var (own, dates) = (new Dictionary<WindowKey, long>(), new HashSet<DateOnly>());
        await foreach (var calls in Events(chosen, draft.DecidedAt, ct))
        {
            var numbers = ciphers.Open(calls.Rated);
            foreach (var (place, call, now) in chosen.Of(calls))
            {
                if (IsErased(numbers[place]) || key.IsErased) continue;
                dates.Add(call.LocalDate);
                foreach (var use in now.Uses ?? [])
                    own[WindowKey.Of(use)] = own.GetValueOrDefault(WindowKey.Of(use)) + use.Seconds;
            }
        }
        var windows = dates.SelectMany(date => CallRating.WindowsOn(grants, date)).Concat(own.Keys).ToHashSet();
        var used = await book.Used(windows, ct);
        foreach (var (window, seconds) in own) used[window] = used.GetValueOrDefault(window) - seconds;
        var rating = new CallRating(grants, used);
        await foreach (var calls in Events(chosen, draft.DecidedAt, ct))
        {
            var numbers = ciphers.Open(calls.Rated);
            foreach (var (place, call, now) in chosen.Of(calls))
            {
                if (IsErased(numbers[place]) || key.IsErased)
                {
                    draft.AddErased();
                    continue;
                }
                var (destination, did) = numbers[place];
                var sent = new Call(place, call.CallId, chosen.CustomerId, did, destination, call.StartedAt,
                    call.BilledSeconds, call.Amount);
                var answer = rating.Rate(sent, did is null ? null : key.Seal(did), call.LocalDate);
                draft.Add(calls, call, now, CallOutcome.Of(answer));
            }
        }
    }

    private static bool IsErased((string Destination, string? Did) numbers) => numbers.Destination == CallKeys.Erased;

    private IAsyncEnumerable<CurrentCalls> Events(ChosenCalls chosen, long position, CancellationToken ct) =>
        events.Between(chosen.CustomerId, 0, chosen.First, chosen.Last, position, ct);
}

/// <summary>What a correction changes of one customer's calls, ready to be posted.</summary>
/// <param name="Draft">The calls.</param>
/// <param name="UsageVersion">The version of the customer's stream of calls that it was decided at.</param>
/// <param name="Currency">The customer's currency.</param>
/// <param name="Used">Seconds used until then of the windows that it changes.</param>
/// <param name="Packages">What it changes of each assignment's free minutes.</param>
internal sealed record CustomerCorrection(
    CorrectionDraft Draft, long UsageVersion, string Currency, IReadOnlyDictionary<WindowKey, long> Used,
    IReadOnlyList<CorrectedPackage> Packages);
