using System.Text.Json.Serialization;

namespace PackageBilling.Contracts;

/// <summary>One thing that became of a customer. What an entry is not about is null.</summary>
/// <param name="Position">Where in the log it was recorded.</param>
/// <param name="Event">
/// <c>registered</c>, <c>renamed</c>, <c>creditLimitChanged</c>, <c>timeZoneChanged</c>,
/// <c>billingChanged</c>, <c>taxRatesChanged</c>, <c>erased</c>,
/// <c>featureRequested</c>, <c>featureAcknowledged</c>, <c>featureFailed</c>, <c>featureEnabled</c>,
/// <c>featureDisabled</c>; of a package <c>assigned</c>, <c>changed</c>, <c>ended</c> or
/// <c>cancelled</c>.
/// </param>
/// <param name="RecordedAt">When it became known.</param>
/// <param name="Actor">Whose key.</param>
/// <param name="Reason">Why, when a reason was given.</param>
/// <param name="Terms">The own terms of an assignment that were said.</param>
public sealed record CustomerHistoryEntry(
    long Position, string Event, DateTimeOffset RecordedAt, string Actor, string? Reason,
    [property: JsonIgnore] OwnTerms? Terms = null) : OwnTerms(Terms ?? SaidTerms.None)
{
    /// <summary>The id of that key; null for the product itself.</summary>
    public string? ActorKeyId { get; init; }

    /// <summary>The name from then on; of billing details, the name on documents.</summary>
    public string? Name { get; init; }

    /// <summary>The time zone from then on.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The credit limit from then on.</summary>
    public decimal? CreditLimit { get; init; }

    /// <summary>The address on documents from then on.</summary>
    public IReadOnlyList<string>? Address { get; init; }

    /// <summary>Where documents are sent from then on.</summary>
    public string? Email { get; init; }

    /// <summary>The tax or VAT number from then on.</summary>
    public string? TaxId { get; init; }

    /// <summary>Days from the date of an invoice until it is due, from then on.</summary>
    public int? PaymentTermsDays { get; init; }

    /// <summary>The taxes from <see cref="EffectiveFrom"/> on; none for no tax.</summary>
    public IReadOnlyList<NamedRate>? TaxRates { get; init; }

    /// <summary>The upstream service that was switched.</summary>
    public string? PlatformFeature { get; init; }

    /// <summary>What is, or was, asked for the service: <c>enabled</c> or <c>disabled</c>.</summary>
    public PlatformFeatureState? Wanted { get; init; }

    /// <summary>What the provisioning system said about it.</summary>
    public string? Detail { get; init; }

    /// <summary>The assignment that it is about.</summary>
    public string? AssignmentId { get; init; }

    /// <summary>The assignment's package.</summary>
    public string? PackageId { get; init; }

    /// <summary>The assignment's DID, digits only.</summary>
    public string? Did { get; init; }

    /// <summary>The date from which it holds.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>The last day that was set.</summary>
    public DateOnly? EndDate { get; init; }
}
