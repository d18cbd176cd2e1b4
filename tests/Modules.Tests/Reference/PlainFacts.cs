namespace PackageBilling.Modules.Tests.Reference;

// What the plain rules know of the world. They share no type and no code with the product.

internal enum PlainFrequency
{
    None,
    Daily,
    Weekly,
    Monthly,
}

internal sealed record PlainTerms(
    decimal Retail, decimal Cost, decimal SetupRetail, PlainFrequency Frequency, int[] Days, string[] Destinations,
    decimal? MinimumSpend, int? MinimumDays);

internal sealed class PlainPackage(string id, string currency, bool grantsMinutes, PlainTerms first)
{
    public string Id => id;

    public string Currency => currency;

    public bool GrantsMinutes => grantsMinutes;

    /// <summary>In the order recorded.</summary>
    public List<(DateOnly From, PlainTerms Terms)> Revisions { get; } = [(DateOnly.MinValue, first)];

    public PlainTerms On(DateOnly date)
    {
        var (best, found) = (DateOnly.MinValue, Revisions[0].Terms);
        foreach (var (from, terms) in Revisions)
            if (from <= date && from >= best) (best, found) = (from, terms);
        return found;
    }
}

internal sealed record PlainCustomer(string Id, string Currency, PlainZone Zone, decimal CreditLimit);

internal sealed class PlainAssignment
{
    public required string Id { get; init; }

    public required PlainCustomer Customer { get; init; }

    public required PlainPackage Package { get; init; }

    public required string? Did { get; init; }

    public required int Quantity { get; init; }

    public required DateOnly Start { get; init; }

    public required DateOnly? End { get; set; }

    public required bool AutoDecrement { get; init; }

    public required int? FreeMinutes { get; init; }

    public required DateOnly? BilledThrough { get; init; }

    public bool Cancelled { get; set; }

    public DateOnly? Released { get; set; }

    /// <summary>In the order recorded.</summary>
    public List<(DateOnly From, int? Quantity, bool? AutoDecrement)> Changes { get; } = [];

    public int QuantityOn(DateOnly date)
    {
        var (best, quantity) = (DateOnly.MinValue, Quantity);
        foreach (var change in Changes)
            if (change.Quantity is { } changed && change.From <= date && change.From >= best)
                (best, quantity) = (change.From, changed);
        return quantity;
    }

    public bool AutoDecrementOn(DateOnly date)
    {
        var (best, flag) = (DateOnly.MinValue, AutoDecrement);
        foreach (var change in Changes)
            if (change.AutoDecrement is { } changed && change.From <= date && change.From >= best)
                (best, flag) = (change.From, changed);
        return flag;
    }

    public bool Has(DateOnly date) => Start <= date && (End is null || date <= End);
}

internal sealed record PlainCall(
    string Id, PlainCustomer Customer, string? Did, string Destination, DateTime StartedUtc, int Seconds,
    decimal Amount, DateOnly Date)
{
    public int Free { get; set; }

    public decimal Charged { get; set; }

    public List<(PlainAssignment Assignment, DateOnly WindowFrom, int Seconds)> Uses { get; } = [];
}

/// <summary>A line of a run; amounts are those that were due.</summary>
internal sealed record PlainLine(
    string Customer, string Assignment, string Kind, string Outcome, string? Reason, int Quantity, decimal Retail,
    decimal Cost, bool Debits, bool Insufficient, bool Again);

/// <summary>A line as it was posted, and whether it was reversed since.</summary>
internal sealed class PlainPosting(int run, PlainCustomer customer, decimal retail, bool debits)
{
    /// <summary>The number of the run that posted it.</summary>
    public int Run => run;

    public PlainCustomer Customer => customer;

    public decimal Retail => retail;

    public bool Debits => debits;

    public bool IsReversed { get; set; }

    public bool ChargeAgain { get; set; }

    /// <summary>Whether no run charges it again.</summary>
    public bool Counts => !IsReversed || !ChargeAgain;
}

/// <summary>A window of free minutes at an instant.</summary>
internal sealed record PlainWindow(
    string Assignment, DateOnly From, DateOnly? To, long Granted, long Used, long Remaining);

/// <summary>Zones with rules that can be written down in a line.</summary>
internal enum PlainZone
{
    Utc,
    Kiritimati,
    DateLineWest,
    Kolkata,
    London,
    NewYork,
}

internal static class PlainZones
{
    public static string Name(this PlainZone zone) => zone switch
    {
        PlainZone.Utc => "UTC",
        PlainZone.Kiritimati => "Pacific/Kiritimati",
        PlainZone.DateLineWest => "Etc/GMT+12",
        PlainZone.Kolkata => "Asia/Kolkata",
        PlainZone.London => "Europe/London",
        _ => "America/New_York",
    };

    public static DateOnly DateOf(this PlainZone zone, DateTime utc) => DateOnly.FromDateTime(utc + zone switch
    {
        PlainZone.Utc => TimeSpan.Zero,
        PlainZone.Kiritimati => TimeSpan.FromHours(14),
        PlainZone.DateLineWest => TimeSpan.FromHours(-12),
        PlainZone.Kolkata => TimeSpan.FromMinutes(330),
        PlainZone.London => TimeSpan.FromHours(
            utc >= new DateTime(2024, 3, 31, 1, 0, 0) && utc < new DateTime(2024, 10, 27, 1, 0, 0) ? 1 : 0),
        _ => TimeSpan.FromHours(
            utc >= new DateTime(2024, 3, 10, 7, 0, 0) && utc < new DateTime(2024, 11, 3, 6, 0, 0) ? -4 : -5),
    });
}
