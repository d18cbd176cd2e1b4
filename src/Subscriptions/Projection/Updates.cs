namespace PackageBilling.Subscriptions;

/// <summary>What an event changes in rows that exist.</summary>
internal static class Updates
{
    private const string Blanked = CustomerKey.Erased;

    public static IEnumerable<NpgsqlBatchCommand> Of(StoredEvent stored, PersonalTexts texts) =>
        stored.Data is CustomerErased erased
            ? Blank(erased.CustomerId, stored.Version) : One(stored, texts) is { } update ? [update] : [];

    // Rows are made of tokens whose key is gone by now, or were made before that.
    private static NpgsqlBatchCommand[] Blank(string customerId, long version) =>
    [
        Statement("UPDATE customers SET name = $3, search_key = $4, version = $2 WHERE customer_id = $1", customerId,
            version, Blanked, SearchKey.Of(customerId, Blanked)),
        Statement("UPDATE assignments SET did = $2 WHERE customer_id = $1 AND did IS NOT NULL", customerId, Blanked),
    ];

    private static NpgsqlBatchCommand? One(StoredEvent stored, PersonalTexts texts) => stored.Data switch
    {
        PackageRetired fact => Statement("UPDATE packages SET retired = true WHERE package_id = $1", fact.PackageId),
        CustomerRenamed fact => Statement(
            "UPDATE customers SET name = $3, search_key = $4, version = $2 WHERE customer_id = $1",
            fact.CustomerId, stored.Version, texts.Reveal(fact.Name),
            SearchKey.Of(fact.CustomerId, texts.Reveal(fact.Name))),
        CustomerCreditLimitChanged fact => Statement(
            "UPDATE customers SET credit_limit = $3, version = $2 WHERE customer_id = $1", fact.CustomerId,
            stored.Version, fact.CreditLimit),
        CustomerTimeZoneChanged fact => Statement(
            "UPDATE customers SET time_zone = $3, version = $2 WHERE customer_id = $1", fact.CustomerId,
            stored.Version, fact.TimeZone),
        CustomerBillingChanged fact => Version(fact.CustomerId, stored.Version),
        CustomerTaxRatesChanged fact => Version(fact.CustomerId, stored.Version),
        IPlatformFeatureEvent fact => FeatureRows.Write(stored, fact),
        _ => null,
    };

    // Nothing here shows it, but an edit of the customer that was read before has to be refused.
    private static NpgsqlBatchCommand Version(string customerId, long version) =>
        Statement("UPDATE customers SET version = $2 WHERE customer_id = $1", customerId, version);

    private static NpgsqlBatchCommand Statement(string sql, params IEnumerable<object> values)
    {
        var statement = new NpgsqlBatchCommand(sql);
        foreach (var value in values) statement.Parameters.Add(new() { Value = value });
        return statement;
    }
}
