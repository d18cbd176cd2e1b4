namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>What is owed on one line or gap: apart what takes credit, and what waits for an invoice.</summary>
internal readonly record struct OwedSum(RetailCost Debited, RetailCost Accrued)
{
    public static OwedSum Of(ChargeLine? line) => line is null ? default
        : line.DebitsCredit ? new(new(line.Retail, line.Cost), default) : new(default, new(line.Retail, line.Cost));

    public RetailCost Total => Debited + Accrued;

    public static OwedSum operator +(OwedSum one, OwedSum other) =>
        new(one.Debited + other.Debited, one.Accrued + other.Accrued);

    public static OwedSum operator -(OwedSum one, OwedSum other) =>
        new(one.Debited - other.Debited, one.Accrued - other.Accrued);
}

/// <summary>What the customer pays and what the carrier pays.</summary>
internal readonly record struct RetailCost(decimal Retail, decimal Cost)
{
    public static RetailCost operator +(RetailCost one, RetailCost other) =>
        new(one.Retail + other.Retail, one.Cost + other.Cost);

    public static RetailCost operator -(RetailCost one, RetailCost other) =>
        new(one.Retail - other.Retail, one.Cost - other.Cost);
}
