namespace PackageBilling.Subscriptions;

/// <summary>
/// Tells the node that asks for platform features that some customers may use others now. A signal may get lost, so
/// all customers are looked at every minute as well.
/// </summary>
internal static class FeatureSignal
{
    /// <summary>The channel.</summary>
    public const string Channel = "platform_features_changed";

    /// <summary>Says that any customer may be meant.</summary>
    private const string AllCustomers = "";

    // PostgreSQL takes less than 8,000 bytes.
    private const int MaxPayload = 7_000;

    private const char Between = ',';

    // Most carriers resell no features, and have no need to be told.
    private const string Send = $"SELECT pg_notify('{Channel}', $1) "
        + "WHERE EXISTS (SELECT FROM package_revisions WHERE platform_feature IS NOT NULL)";

    /// <summary>The statement for what a batch changes, after its rows are written; null when it changes no
    /// use.</summary>
    public static NpgsqlBatchCommand? Of(IReadOnlyList<StoredEvent> events)
    {
        var customers = new HashSet<string>(StringComparer.Ordinal);
        var ofAll = false;
        foreach (var stored in events)
            switch (stored.Data)
            {
                case IAssignmentEvent fact: customers.Add(fact.CustomerId); break;
                case CustomerTimeZoneChanged fact: customers.Add(fact.CustomerId); break;
                case PackageRevised: ofAll = true; break;
                default: break;
            }
        if (!ofAll && customers.Count == 0) return null;
        var payload = ofAll ? AllCustomers : string.Join(Between, customers);
        return new(Send) { Parameters = { new() { Value = payload.Length > MaxPayload ? AllCustomers : payload } } };
    }

    /// <summary>The customers that some news are about; null for all.</summary>
    public static IReadOnlyCollection<string>? Customers(IReadOnlyCollection<string> payloads) =>
        payloads.Count == 0 || payloads.Contains(AllCustomers) ? null
            : payloads.SelectMany(payload => payload.Split(Between)).ToHashSet(StringComparer.Ordinal);
}
