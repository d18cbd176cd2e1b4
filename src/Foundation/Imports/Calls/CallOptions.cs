using System.Globalization;

namespace PackageBilling.Foundation;

/// <summary>What a file doesn't say and is given beside its mapping or preset.</summary>
/// <param name="TimeZone">The IANA time zone of times that don't say theirs.</param>
/// <param name="CountryCode">The country code that national numbers get.</param>
/// <param name="CustomerId">The customer of calls that don't say theirs.</param>
/// <param name="NationalDigits">How many digits national numbers have that begin with nothing: <c>9</c>, or
/// <c>9,10</c>.</param>
public sealed record CallOptions(
    string? TimeZone = null, string? CountryCode = null, string? CustomerId = null, string? NationalDigits = null)
{
    /// <summary>Nothing is given.</summary>
    public static readonly CallOptions None = new();

    /// <summary>Refuses what makes no sense.</summary>
    public void Check()
    {
        if (TimeZone is not null && !TimeZones.IsKnown(TimeZone))
            throw Problem.Malformed("timeZone", "must be an IANA time zone such as Europe/London");
        if (CountryCode is not null && !CallMappings.IsCountryCode(CountryCode))
            throw Problem.Malformed("countryCode", "must be a country code of 1 to 3 digits, such as 44");
        if (NationalDigits is not null) _ = Lengths(NationalDigits);
        if (CustomerId is not null && !Identifiers.IsValid(CustomerId))
            throw Problem.Malformed("customerId", Identifiers.Rule);
    }

    /// <summary>The mapping with these in it.</summary>
    public CallMapping In(CallMapping mapping)
    {
        Check();
        var numbers = mapping.Numbers with { CountryCode = CountryCode ?? mapping.Numbers.CountryCode };
        if (NationalDigits is not null)
            numbers = numbers.CountryCode is not null ? numbers with { NationalDigits = Lengths(NationalDigits) }
                : throw Problem.Malformed("nationalDigits", "needs a countryCode");
        mapping = mapping with { TimeZone = TimeZone ?? mapping.TimeZone, Numbers = numbers };
        if (CustomerId is null) return mapping;
        var field = mapping.Fields.CustomerId is { } given
            ? given with { Default = CustomerId } : new() { Constant = CustomerId };
        return mapping with { Fields = mapping.Fields with { CustomerId = field } };
    }

    private static List<int> Lengths(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries).Select(one =>
            int.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length is >= 3 and <= 15
                ? length
                : throw Problem.Malformed("nationalDigits", "must be lengths from 3 to 15, such as 9 or 9,10")),
    ];
}
