namespace PackageBilling.Billing.Simulations.Unbilled;

/// <summary>A line's place in the list of what is unbilled: by date, customer, assignment and kind.</summary>
internal sealed record UnbilledPlace(DateOnly Date, string CustomerId, string AssignmentId, ChargeKind Kind)
{
    public static UnbilledPlace Of(ReportLine line) => new(line.Date, line.CustomerId, line.AssignmentId, line.Kind);

    /// <summary>The place that a page begins behind; null for the first page.</summary>
    /// <exception cref="ProblemException">The token was not made by this list.</exception>
    public static UnbilledPlace? Read(PageRequest page)
    {
        if (page.After is null) return null;
        return page.After.Split('/') is [var date, var customer, var assignment, var kind]
            && Dates.Parse(date) is { } on && Identifiers.IsValid(customer) && Identifiers.IsValid(assignment)
            && Enum.GetValues<ChargeKind>().Where(known => known.Text() == kind).ToList() is [var of]
            ? new(on, customer, assignment, of)
            : throw Problem.Malformed("after", "must be the value of next in an earlier answer of this list");
    }

    public string Text => $"{Dates.Text(Date)}/{CustomerId}/{AssignmentId}/{Kind.Text()}";

    /// <summary>
    /// A bound below this customer and above every one before it: no id holds a tilde or anything above it.
    /// </summary>
    public string BelowCustomer => $"{CustomerId[..^1]}{(char)(CustomerId[^1] - 1)}~";

    /// <summary>Whether a line of the same date comes behind this place.</summary>
    public bool IsBefore(ReportLine line) =>
        string.CompareOrdinal(CustomerId, line.CustomerId) is var byCustomer and not 0 ? byCustomer < 0
        : string.CompareOrdinal(AssignmentId, line.AssignmentId) is var byAssignment and not 0 ? byAssignment < 0
        : Kind < line.Kind;
}
