namespace PackageBilling.Billing.Accounts.Exports;

/// <summary>What part of the charges or statements is handed out.</summary>
/// <param name="From">The first date: the business date of charges, the date on which entries of statements
/// were recorded.</param>
/// <param name="To">The last date.</param>
/// <param name="CustomerId">Only this customer; null for all.</param>
/// <param name="KnownAt">The position up to which the log counts; null for all of it.</param>
internal sealed record ExportFilter(DateOnly From, DateOnly To, string? CustomerId, long? KnownAt)
{
    /// <summary>Reads it as sent; the customer is known.</summary>
    /// <exception cref="ProblemException">It is not what it should be.</exception>
    public static async Task<ExportFilter> Read(
        string? from, string? to, string? customerId, string? knownAt, ReadPositions positions, CancellationToken ct)
    {
        var (first, last) = QueryText.Span(from, to);
        if (customerId is not null && !Identifiers.IsValid(customerId))
            throw Problem.Malformed("customerId", "is not an id");
        return new(first ?? Dates.Min, last ?? Dates.Max, customerId,
            await positions.Of(AsKnownAt.Read(knownAt), customerId, ct));
    }
}
