using Npgsql;
using PackageBilling.Foundation;

namespace PackageBilling.Billing;

/// <summary>What part of the charges or statements is handed out.</summary>
/// <param name="From">The first date: the business date of charges, the date on which entries of statements were recorded.</param>
/// <param name="To">The last date.</param>
/// <param name="CustomerId">Only this customer; null for all.</param>
internal sealed record ExportFilter(DateOnly From, DateOnly To, string? CustomerId)
{
    /// <summary>Reads it as sent; the customer is known.</summary>
    /// <exception cref="RefusedException">It is not what it should be.</exception>
    public static async Task<ExportFilter> Read(
        string? from, string? to, string? customerId, NpgsqlDataSource source, ReadBarrier barrier, CancellationToken ct)
    {
        var (first, last) = (QueryText.Date("from", from) ?? Dates.Min, QueryText.Date("to", to) ?? Dates.Max);
        if (last < first) throw Refuse.Malformed("to", "must be on or after from");
        if (customerId is not null && !Identifiers.IsValid(customerId)) throw Refuse.Malformed("customerId", "is not an id");
        await barrier.Cover(BookProjection.ProjectionName, ct);
        if (customerId is not null) await KnownCustomers.Get(source, customerId, ct);
        return new(first, last, customerId);
    }
}
