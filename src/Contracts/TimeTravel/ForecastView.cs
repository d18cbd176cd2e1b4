namespace PackageBilling.Contracts;

/// <summary>A forecast.</summary>
/// <param name="From">The first date.</param>
/// <param name="To">The last date, inclusive.</param>
/// <param name="Position">The position of the log that it was made at.</param>
/// <param name="GroupBy">What a row is of: day, package or customer.</param>
/// <param name="Totals">All rows added up, per currency.</param>
/// <param name="Items">The rows with something to charge, in order.</param>
public sealed record ForecastView(
    DateOnly From, DateOnly To, long Position, string GroupBy, IReadOnlyList<ForecastRow> Totals,
    IReadOnlyList<ForecastRow> Items);

/// <summary>One row of a forecast: a day, a package or a customer in one currency.</summary>
/// <param name="Key">The day, the package's or the customer's id; null for the total.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Lines">How many lines would be charged.</param>
/// <param name="Retail">Revenue.</param>
/// <param name="Cost">What the carrier pays.</param>
/// <param name="Margin">retail - cost.</param>
/// <param name="Debited">The part of retail that would take credit.</param>
/// <param name="RunsDryOn">For a customer: the first date that would leave nothing available.</param>
public sealed record ForecastRow(
    string? Key, string Currency, int Lines, decimal Retail, decimal Cost, decimal Margin, decimal Debited,
    DateOnly? RunsDryOn = null);
