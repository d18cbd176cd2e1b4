using System.Text.Json.Serialization;

namespace PackageBilling.Values;

/// <summary>
/// Terms that an assignment has of its own (domain: "The assignment"): as they are asked for, recorded, stored, changed
/// and shown. A new term is one more property here, named in <see cref="Over"/> and <see cref="Without"/>.
/// </summary>
public abstract record OwnTerms
{
    /// <summary>No terms.</summary>
    protected OwnTerms()
    {
    }

    /// <summary>The terms that every assignment has.</summary>
    protected OwnTerms(int? quantity, bool? autoDecrementCredit, int? freeMinutes) =>
        (Quantity, AutoDecrementCredit, FreeMinutes) = (quantity, autoDecrementCredit, freeMinutes);

    /// <summary>Units, from 1; null where it is not said.</summary>
    public int? Quantity { get; init; }

    /// <summary>Whether lines take credit; null where it is not said.</summary>
    public bool? AutoDecrementCredit { get; init; }

    /// <summary>Minutes that each window grants, for packages that grant some; null where it is not said.</summary>
    public int? FreeMinutes { get; init; }

    /// <summary>The recurring price per unit instead of the package's; null for the package's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<decimal> Retail { get; init; }

    /// <summary>The recurring cost per unit instead of the package's; null for the package's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<decimal> Cost { get; init; }

    /// <summary>The setup price per unit instead of the package's; null for the package's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<decimal> SetupRetail { get; init; }

    /// <summary>The setup cost per unit instead of the package's; null for the package's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<decimal> SetupCost { get; init; }

    /// <summary>The minimum spend per unit and interval instead of the package's; null for the package's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<decimal> MinimumSpend { get; init; }

    /// <summary>Percent off the recurring retail, from 0 to 100; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Optional<decimal> DiscountPercent { get; init; }

    /// <summary>These terms where they say something, and else the terms before them.</summary>
    public SaidTerms Over(OwnTerms before) => new()
    {
        Quantity = Quantity ?? before.Quantity,
        AutoDecrementCredit = AutoDecrementCredit ?? before.AutoDecrementCredit,
        FreeMinutes = FreeMinutes ?? before.FreeMinutes,
        Retail = Retail.Or(before.Retail),
        Cost = Cost.Or(before.Cost),
        SetupRetail = SetupRetail.Or(before.SetupRetail),
        SetupCost = SetupCost.Or(before.SetupCost),
        MinimumSpend = MinimumSpend.Or(before.MinimumSpend),
        DiscountPercent = DiscountPercent.Or(before.DiscountPercent),
    };

    /// <summary>What these terms say and others do not say just so.</summary>
    public SaidTerms Without(OwnTerms others) => new()
    {
        Quantity = Quantity == others.Quantity ? null : Quantity,
        AutoDecrementCredit = AutoDecrementCredit == others.AutoDecrementCredit ? null : AutoDecrementCredit,
        FreeMinutes = FreeMinutes == others.FreeMinutes ? null : FreeMinutes,
        Retail = Retail.Except(others.Retail),
        Cost = Cost.Except(others.Cost),
        SetupRetail = SetupRetail.Except(others.SetupRetail),
        SetupCost = SetupCost.Except(others.SetupCost),
        MinimumSpend = MinimumSpend.Except(others.MinimumSpend),
        DiscountPercent = DiscountPercent.Except(others.DiscountPercent),
    };

    /// <summary>Whether nothing is said.</summary>
    public bool IsEmpty() => Over(SaidTerms.None) == SaidTerms.None;
}

/// <summary>Terms by themselves, such as those in effect on a date.</summary>
public sealed record SaidTerms : OwnTerms
{
    /// <summary>Nothing is said.</summary>
    public static readonly SaidTerms None = new();
}
