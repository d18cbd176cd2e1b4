namespace PackageBilling.Contracts;

/// <summary>What new prices for many packages at once come to.</summary>
/// <param name="Simulate">Whether nothing was written.</param>
/// <param name="EffectiveFrom">The first date with the new prices.</param>
/// <param name="Packages">The packages that fit the filter, in the order of their ids.</param>
/// <param name="Effect">What a year comes to before and after; null once the prices are written.</param>
public sealed record RepriceReport(
    bool Simulate, DateOnly EffectiveFrom, IReadOnlyList<RepricedPackage> Packages, RepricingEffect? Effect);

/// <summary>A package and its new prices.</summary>
/// <param name="PackageId">Its id.</param>
/// <param name="Name">Its name on that date.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Retired">Whether it takes no new assignments; the ones it has pay the new prices too.</param>
/// <param name="Prices">Each price that was asked for.</param>
/// <param name="OtherTermsFrom">
/// The first later date on which a revision that is recorded already takes over, with its own prices; null when none
/// does.
/// </param>
/// <param name="Assignments">How many assignments bill by it on that date; null once the prices are written.</param>
/// <param name="MonthlyChange">
/// By how much a month's revenue changes, as a twelfth of the year's change; null once the prices are written.
/// </param>
public sealed record RepricedPackage(
    string PackageId, string Name, string Currency, bool Retired, IReadOnlyList<RepricedPrice> Prices,
    DateOnly? OtherTermsFrom, int? Assignments = null, decimal? MonthlyChange = null);

/// <summary>One price before and after.</summary>
/// <param name="Price"><c>retail</c>, <c>cost</c>, <c>setupRetail</c>, <c>setupCost</c> or <c>minimumSpend</c>.</param>
/// <param name="Old">Per unit, in the package's currency.</param>
/// <param name="New">Per unit, in the package's currency.</param>
public sealed record RepricedPrice(string Price, decimal Old, decimal New);

/// <summary>What a span comes to with the prices as they are, and with the new ones.</summary>
/// <param name="From">The first date.</param>
/// <param name="To">The last date, inclusive.</param>
/// <param name="Position">The position of the log that both were forecast at.</param>
/// <param name="Totals">All of the carrier's revenue and cost, per currency in which anything changes.</param>
/// <param name="Packages">By package, where anything changes.</param>
/// <param name="Customers">By customer, where anything changes: the largest changes of revenue first.</param>
/// <param name="CustomerCount">How many customers have a change; <see cref="Customers"/> shows up to 1,000.</param>
/// <param name="Months">By month, <c>YYYY-MM</c>, and currency, where anything changes.</param>
public sealed record RepricingEffect(
    DateOnly From, DateOnly To, long Position, IReadOnlyList<RepricingChange> Totals,
    IReadOnlyList<RepricingChange> Packages, IReadOnlyList<RepricingChange> Customers, int CustomerCount,
    IReadOnlyList<RepricingChange> Months);

/// <summary>Revenue and cost before and after, of a package, a customer or a month in one currency.</summary>
/// <param name="Key">The package's or customer's id, or the month; null for the total.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="RetailBefore">Revenue with the prices as they are.</param>
/// <param name="RetailAfter">Revenue with the new prices.</param>
/// <param name="CostBefore">What the carrier pays with the prices as they are.</param>
/// <param name="CostAfter">What the carrier pays with the new prices.</param>
public sealed record RepricingChange(
    string? Key, string Currency, decimal RetailBefore, decimal RetailAfter, decimal CostBefore, decimal CostAfter);
