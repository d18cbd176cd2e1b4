using Npgsql;
using PackageBilling.EventStore;
using PackageBilling.Subscriptions;

namespace PackageBilling.Billing;

/// <summary>
/// Tells when a customer's available credit crosses 0, either way, in the order of the log (domain: "Credit"). What is told is
/// appended in the transaction of the checkpoint: once for each crossing, whoever dies when.
/// </summary>
internal sealed class WatchCredit(IServiceProvider services, TimeProvider clock) : ISubscription
{
    public string Name => "credit-watch";

    public IReadOnlyCollection<Type> EventTypes { get; } =
    [
        typeof(CustomerRegistered), typeof(CustomerCreditLimitChanged), typeof(PaymentReceived), typeof(CreditAdjusted), typeof(ChargesPosted),
        typeof(LineReversed), typeof(ChargesRestated),
    ];

    public async Task Handle(EventBatch batch, NpgsqlConnection connection, CancellationToken ct)
    {
        if (batch.Events.Count == 0) return;
        var accounts = await WatchedAccounts.Load(
            connection, [.. batch.Events.Select(stored => WatchedAccount.CustomerOf(stored.Data)).Distinct(StringComparer.Ordinal)], ct);
        var told = new List<(string CustomerId, long Version, object Fact)>();
        foreach (var stored in batch.Events)
        {
            var customerId = WatchedAccount.CustomerOf(stored.Data);
            var before = accounts.GetValueOrDefault(customerId, WatchedAccount.New);
            var (after, fact) = WatchedAccount.Decide(before, stored);
            accounts[customerId] = after;
            if (fact is not null) told.Add((customerId, before.Version, fact));
        }
        await WatchedAccounts.Save(connection, accounts, ct);
        await Tell(connection, told, ct);
    }

    private async Task Tell(NpgsqlConnection connection, List<(string CustomerId, long Version, object Fact)> told, CancellationToken ct)
    {
        if (told.Count == 0) return;

        // Events of one stream stand together and share the version before the first of them.
        var events = told.GroupBy(one => one.CustomerId, StringComparer.Ordinal).SelectMany(group => group.Select(one => new BulkEvent(
            Streams.CreditWatch(one.CustomerId), Streams.CreditWatchType, group.First().Version, one.Fact.GetType(), EventJson.Write(one.Fact)))).ToList();

        // The log is built from its subscriptions, so it cannot be asked for before there is something to append.
        var log = (IEventLog)services.GetService(typeof(IEventLog))!;
        var appended = await log.AppendBulk(connection, events, new(clock.GetUtcNow(), Name), ct);
        if (appended.Conflicts.Count > 0)
            throw new InvalidOperationException($"Somebody else has appended to {string.Join(", ", appended.Conflicts.Take(3))}.");
    }
}
