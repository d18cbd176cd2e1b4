namespace PackageBilling.Foundation;

/// <summary>What a file doesn't say and is given beside its mapping or preset.</summary>
/// <param name="TimeZone">The IANA time zone of times that don't say theirs.</param>
/// <param name="CountryCode">The country code that national numbers get.</param>
/// <param name="CustomerId">The customer of calls that don't say theirs.</param>
public sealed record CallOptions(string? TimeZone = null, string? CountryCode = null, string? CustomerId = null)
{
    /// <summary>Nothing is given.</summary>
    public static readonly CallOptions None = new();

    /// <summary>The mapping with these in it.</summary>
    public CallMapping In(CallMapping mapping)
    {
        if (TimeZone is not null)
        {
            if (!TimeZones.IsKnown(TimeZone))
                throw Problem.Malformed("timeZone", "must be an IANA time zone such as Europe/London");
            mapping = mapping with { TimeZone = TimeZone };
        }
        if (CountryCode is not null)
        {
            if (!CallMappings.IsCountryCode(CountryCode))
                throw Problem.Malformed("countryCode", "must be a country code of 1 to 3 digits, such as 44");
            mapping = mapping with { Numbers = mapping.Numbers with { CountryCode = CountryCode } };
        }
        if (CustomerId is null) return mapping;
        if (!Identifiers.IsValid(CustomerId))
            throw Problem.Malformed("customerId", "must be 1 to 64 letters, digits, '.', '_' or '-'");
        var field = mapping.Fields.CustomerId is { } given
            ? given with { Default = CustomerId } : new() { Constant = CustomerId };
        return mapping with { Fields = mapping.Fields with { CustomerId = field } };
    }
}
