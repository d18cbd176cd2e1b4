namespace PackageBilling.Subscriptions;

/// <summary>A customer as it is read.</summary>
/// <param name="CustomerId">The carrier's own id.</param>
/// <param name="Name">Name for people.</param>
/// <param name="Currency">ISO 4217; never changes.</param>
/// <param name="TimeZone">IANA zone that decides the customer's local dates.</param>
/// <param name="CreditLimit">How far below zero the credit may go.</param>
/// <param name="RegisteredAt">When the customer became known.</param>
internal sealed record CustomerView(
    string CustomerId, string Name, string Currency, string TimeZone, decimal CreditLimit, DateTimeOffset RegisteredAt)
{
    public const string Columns = "customer_id, name, currency, time_zone, credit_limit, registered_at, version";

    public static CustomerView Of(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetDecimal(4), row.GetFieldValue<DateTimeOffset>(5));

    public static long Version(NpgsqlDataReader row) => row.GetInt64(6);
}
