using System.Text.Json;
using PackageBilling.Catalog;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests;

/// <summary>Where tests begin, in the words of the domain.</summary>
internal static class Given
{
    /// <summary>Noon in UTC on 2025-03-10: the 10th everywhere but in the zones of UTC+13 and +14,
    /// where it is the 11th.</summary>
    public static readonly DateTimeOffset Noon = new(2025, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public static EventMetadata Metadata { get; } = new(Noon, "carol", "a correction", "request-1");

    public static DateOnly Day(string text) => Dates.Parse(text) ?? throw new FormatException(text);

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    public static GivenPackage Package(string packageId = "p") => new() { PackageId = packageId };

    public static GivenCustomer Customer(string customerId = "acme") => new(customerId);

    public static GivenAssignment Assignment(string assignmentId = "a") => new() { AssignmentId = assignmentId };
}

/// <summary>A package; without anything said it costs nothing and never bills.</summary>
internal sealed record GivenPackage
{
    private DefinePackage Said { get; init; } = new() { Name = "Package", Retail = 0, Cost = 0, Frequency = "none" };

    public required string PackageId { get; init; }

    public GivenPackage Named(string name) => With(Said with { Name = name });

    public GivenPackage Retail(decimal amount) => With(Said with { Retail = amount });

    public GivenPackage Cost(decimal amount) => With(Said with { Cost = amount });

    public GivenPackage Setup(decimal retail, decimal cost = 0) =>
        With(Said with { SetupRetail = retail, SetupCost = cost });

    public GivenPackage In(string currency) => With(Said with { Currency = currency });

    public GivenPackage Quantity(int quantity) => With(Said with { Quantity = quantity });

    public GivenPackage Daily() => With(Said with { Frequency = "daily", FrequencyMatch = null });

    public GivenPackage Monthly(params int[] days) =>
        With(Said with { Frequency = "monthly", FrequencyMatch = JsonSerializer.SerializeToElement(days) });

    public GivenPackage FreeMinutes(params string[] destinations) =>
        With(Said with { Type = "freeMinutes", Destinations = JsonSerializer.SerializeToElement(destinations) });

    public GivenPackage MinimumSpend(decimal amount) => With(Said with { MinimumSpend = amount });

    public GivenPackage MinimumDays(int days) => With(Said with { MinimumDays = days });

    public GivenPackage PlatformFeature(string code) => With(Said with { PlatformFeature = code });

    /// <summary>The request that defines it.</summary>
    public DefinePackage Definition => Said with { PackageId = PackageId };

    /// <summary>The request that revises it to what is said here.</summary>
    public RevisePackage Revision(string? effectiveFrom = null) => new()
    {
        PackageId = PackageId,
        Name = Said.Name,
        Retail = Said.Retail,
        Cost = Said.Cost,
        SetupRetail = Said.SetupRetail,
        SetupCost = Said.SetupCost,
        Quantity = Said.Quantity,
        Frequency = Said.Frequency,
        FrequencyMatch = Said.FrequencyMatch,
        Destinations = Said.Destinations,
        MinimumSpend = Said.MinimumSpend,
        MinimumDays = Said.MinimumDays,
        PlatformFeature = Said.PlatformFeature,
        EffectiveFrom = effectiveFrom is null ? null : Given.Day(effectiveFrom),
    };

    public PackageTerms Terms => Said.Terms();

    public PackageDefined Defined => new(PackageId, Said.KnownType, Said.Currency ?? "USD", Terms);

    public PackageRevised Revised(string effectiveFrom) => new(PackageId, Given.Day(effectiveFrom), Terms);

    /// <summary>The package after these facts.</summary>
    public Package After(params object[] facts) => facts.Prepend(Defined).Aggregate((Package?)null, Package.Evolve)!;

    /// <summary>What an assignment that starts under these terms knows of it.</summary>
    public OfferedPackage Offered(bool retired = false) =>
        new(PackageId, Said.KnownType, Said.Currency ?? "USD", retired, Terms.Quantity, Terms.MinimumDays);

    private GivenPackage With(DefinePackage given) => this with { Said = given };
}

/// <summary>A customer in USD and UTC, with the id as name.</summary>
internal sealed record GivenCustomer(string CustomerId)
{
    private RegisterCustomer Said { get; init; } = new(CustomerId, CustomerId, null, null, null);

    public GivenCustomer In(string currency) => this with { Said = Said with { Currency = currency } };

    public GivenCustomer Living(string timeZone) => this with { Said = Said with { TimeZone = timeZone } };

    public GivenCustomer CreditLimit(decimal amount) => this with { Said = Said with { CreditLimit = amount } };

    public RegisterCustomer Registration => Said;

    public CustomerRegistered Registered => RegisterCustomer.Decide(Said, null);

    public Customer Customer => Customer.Evolve(null, Registered)!;
}

/// <summary>An assignment of package p to the customer acme: one unit, from 2025-01-15, open,
/// on credit of its own.</summary>
internal sealed record GivenAssignment
{
    private NewAssignment Said { get; init; } = new(
        null, "p", null, Given.Day("2025-01-15"), null, null, null, null, null, null);

    public required string AssignmentId { get; init; }

    public string CustomerId { get; private init; } = "acme";

    public GivenAssignment To(string customerId) => this with { CustomerId = customerId };

    public GivenAssignment Of(string packageId) => With(Said with { PackageId = packageId });

    public GivenAssignment Quantity(int quantity) => With(Said with { Quantity = quantity });

    public GivenAssignment From(string date) => With(Said with { StartDate = Given.Day(date) });

    public GivenAssignment Through(string date) => With(Said with { EndDate = Given.Day(date) });

    public GivenAssignment OnDid(string did) => With(Said with { Did = did });

    public GivenAssignment FreeMinutes(int minutes) => With(Said with { FreeMinutes = minutes });

    public GivenAssignment AutoDecrementCredit() => With(Said with { AutoDecrementCredit = true });

    public GivenAssignment BilledThrough(string date) => With(Said with { BilledThrough = Given.Day(date) });

    public GivenAssignment AllowDuplicate() => With(Said with { AllowDuplicate = true });

    public GivenAssignment BillPast(bool billPast) => With(Said with { BillPast = billPast });

    /// <summary>The body of the request.</summary>
    public NewAssignment Body => Said with { AssignmentId = AssignmentId };

    public AssignPackage Request => new(CustomerId, Body);

    /// <summary>The fact, as if the package had nothing to say about it.</summary>
    public PackageAssigned Assigned =>
        new(AssignmentId, CustomerId, Said.PackageId!, PhoneNumbers.Did(Said.Did), Said.StartDate!.Value, Said)
        {
            Quantity = Said.Quantity ?? 1, AutoDecrementCredit = Said.AutoDecrementCredit ?? false,
            EndDate = Said.EndDate, BilledThrough = Said.BilledThrough, BillPast = Said.BillPast ?? false,
        };

    /// <summary>The assignment after these facts.</summary>
    public Assignment After(params object[] facts) =>
        facts.Prepend(Assigned).Aggregate((Assignment?)null, Assignment.Evolve)!;

    /// <summary>The DID's side of the fact.</summary>
    public DidAssigned DidAssigned => new(
        PhoneNumbers.Did(Said.Did)!, AssignmentId, CustomerId, Said.PackageId!, Said.StartDate!.Value, Said.EndDate);

    private GivenAssignment With(NewAssignment given) => this with { Said = given };
}
