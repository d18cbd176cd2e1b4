namespace PackageBilling.Billing.Accounts.CreditWatch;

/// <summary>
/// Tells when a customer's available credit crosses 0, either way, in the order of the log (domain: "Credit"). What is
/// told is appended in the transaction of the checkpoint: once for each crossing, whoever dies when.
/// </summary>
internal sealed class WatchCredit(IEventLog log, EventTypes types, TimeProvider clock) : ISubscription
{
    public const string SubscriptionName = "credit-watch";

    public string Name => SubscriptionName;

    /// <remarks>What was charged is looked through by the database itself (<see cref="WatchedCharges"/>)
    /// and is not among them.</remarks>
    public IReadOnlyCollection<Type> EventTypes { get; } =
    [
        typeof(CustomerRegistered), typeof(CustomerCreditLimitChanged), typeof(PaymentReceived), typeof(CreditAdjusted),
        typeof(LineReversed), typeof(ChargesRestated), typeof(CreditThresholdSet),
    ];

    /// <remarks>Who runs dry by a run may be told of when the run is over; in a long one now and then.</remarks>
    public TimeSpan MayWait => TimeSpan.FromSeconds(15);

    public bool IsConcerned(EventBatch batch) =>
        batch.Events.Count > 0 || batch.MayHave(types.AliasOf(typeof(ChargesPosted)));

    public async Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        var others = batch.Events.Select(stored => CreditAlerts.CustomerOf(stored.Data))
            .Distinct(StringComparer.Ordinal).ToArray();
        var chargesPosted = types.AliasOf(typeof(ChargesPosted));
        var charges = batch.MayHave(chargesPosted)
            ? await WatchedCharges.Read(connection, chargesPosted, batch, others, ct) : [];
        var facts = batch.Events
            .Select(stored => new WatchedFact(stored.Position, CreditAlerts.CustomerOf(stored.Data), stored.Data))
            .Concat(charges).OrderBy(fact => fact.Position).ToList();
        if (facts.Count == 0) return;
        var accounts = await WatchedAccounts.Load(
            connection, [.. facts.Select(fact => fact.CustomerId).Distinct(StringComparer.Ordinal)], ct);
        await WatchedCharges.BringUpToDate(
            connection, accounts,
            facts.Where(fact => CreditAlerts.NeedsCredit(fact.Data)).Select(fact => fact.CustomerId), batch.After, ct);
        var all = new List<(string CustomerId, long Version, object Alert)>();
        foreach (var fact in facts)
        {
            var before = accounts.GetValueOrDefault(fact.CustomerId, WatchedAccount.New);
            var (after, alerts) = CreditAlerts.Decide(before, fact);
            accounts[fact.CustomerId] = after;
            all.AddRange(alerts.Select(alert => (fact.CustomerId, before.Version, alert)));
        }
        await WatchedAccounts.Save(connection, accounts, ct);
        await Append(connection, all, ct);
    }

    private async Task Append(
        NpgsqlConnection connection, List<(string CustomerId, long Version, object Alert)> alerts, CancellationToken ct)
    {
        if (alerts.Count == 0) return;

        // Events of one stream stand together and share the version before the first of them.
        var events = alerts.GroupBy(one => one.CustomerId, StringComparer.Ordinal)
            .SelectMany(group => group.Select(one => new BulkEvent(
                Streams.CreditWatch(one.CustomerId), group.First().Version, one.Alert.GetType(),
                EventJson.Write(one.Alert)))).ToList();
        var appended = await log.AppendBulk(connection, events, new(clock.GetUtcNow(), Name), ct);
        if (appended.Conflicts.Count > 0)
            throw new InvalidOperationException(
                $"Somebody else has appended to {string.Join(", ", appended.Conflicts.Take(3))}.");
    }
}
