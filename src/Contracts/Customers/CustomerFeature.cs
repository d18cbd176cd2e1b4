namespace PackageBilling.Contracts;

/// <summary>A platform feature of a customer: what is asked of the provisioning system, and what it has said.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="PlatformFeature">The service's code.</param>
/// <param name="EnabledOn">The first date on which it is to be on; null when it is to be off.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Wanted">What is asked for, or was last: <c>enabled</c> or <c>disabled</c>.</param>
/// <param name="On">The first date of that.</param>
/// <param name="Since">Since when it is in its state.</param>
/// <param name="RequestedAt">When it was asked for; null when that was not recorded.</param>
/// <param name="AskedAt">When it was asked for the last time; null when that was not recorded.</param>
/// <param name="TimesAsked">How often it was asked for.</param>
/// <param name="AskAgainAt">When it is asked for again; null when it isn't.</param>
/// <param name="Detail">What the provisioning system said last about this request.</param>
/// <param name="AssignmentId">The assignment behind the request.</param>
/// <param name="PackageId">The assignment's package.</param>
/// <param name="Quantity">The assignment's quantity on the day it was asked for.</param>
/// <param name="Did">The assignment's DID, digits only; null when it is the customer's own.</param>
/// <param name="StartDate">The assignment's first day.</param>
/// <param name="EndDate">The assignment's last day; null while it is open.</param>
public sealed record CustomerFeature(
    string CustomerId, string PlatformFeature, DateOnly? EnabledOn, PlatformFeatureState State,
    PlatformFeatureState Wanted, DateOnly On, DateTimeOffset Since, DateTimeOffset? RequestedAt,
    DateTimeOffset? AskedAt, int TimesAsked, DateTimeOffset? AskAgainAt, string? Detail, string? AssignmentId,
    string? PackageId, int? Quantity, string? Did, DateOnly? StartDate, DateOnly? EndDate);

/// <summary>What a platform feature is after a provisioning system has answered.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="PlatformFeature">The service's code.</param>
/// <param name="State">Where it stands now.</param>
/// <param name="Wanted">What is asked for, or was last.</param>
public sealed record AcknowledgedFeature(
    string CustomerId, string PlatformFeature, PlatformFeatureState State, PlatformFeatureState Wanted);
