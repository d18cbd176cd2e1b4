namespace PackageBilling.Billing.Corrections.Restatements;

/// <summary>What past runs would have posted otherwise, had they known what is known at a position.</summary>
internal sealed record Impact(long Position, IReadOnlyList<ImpactLine> Lines);

/// <summary>A line, or a gap where one was due, that differs from what is known by now,
/// and what puts it right.</summary>
/// <param name="CustomerId">The customer.</param>
/// <param name="Currency">The currency of the amounts.</param>
/// <param name="Correction">The line that puts it right.</param>
/// <param name="After">The position up to which facts are in what stands.</param>
internal sealed record ImpactLine(string CustomerId, string Currency, RestatedLine Correction, long After)
{
    /// <summary>The first event since then that it differs by; null when the rules have changed
    /// and not the facts.</summary>
    public EventView? FirstEvent { get; init; }

    /// <summary>The order of lists: date, customer, assignment, kind.</summary>
    public static readonly Comparer<ImpactLine> Order = Comparer<ImpactLine>.Create((x, y) =>
        x.Correction.Date.CompareTo(y.Correction.Date) is var byDate and not 0 ? byDate
        : string.CompareOrdinal(x.CustomerId, y.CustomerId) is var byCustomer and not 0 ? byCustomer
        : string.CompareOrdinal(x.Correction.Line.AssignmentId, y.Correction.Line.AssignmentId) is var byAssignment
            and not 0 ? byAssignment
        : x.Correction.Of.CompareTo(y.Correction.Of) is var byKind and not 0 ? byKind
        : string.CompareOrdinal(x.Correction.Corrects, y.Correction.Corrects) is var byLine and not 0 ? byLine
        : x.Correction.Line.Occurrence.CompareTo(y.Correction.Line.Occurrence));
}

/// <summary>What a line or gap is about, whether it was posted or is due.</summary>
internal sealed record ImpactKey(
    string CustomerId, string Currency, string AssignmentId, string PackageId, string? Did,
    ChargeKind Kind, DateOnly PostingDate)
{
    /// <summary>What a line is about.</summary>
    public static ImpactKey Of(string customerId, string currency, ChargeKind kind, ChargeLine line) =>
        new(customerId, currency, line.AssignmentId, line.PackageId, line.Did, kind, line.PostingDate);
}

/// <summary>A line as a run posted it.</summary>
/// <param name="Line">The line.</param>
/// <param name="Date">The business date.</param>
/// <param name="Key">What it is about.</param>
/// <param name="After">The position that it was decided at.</param>
internal sealed record RecordedLine(ChargeLine Line, DateOnly Date, ImpactKey Key, long After)
{
    public static RecordedLine Of(ChargesPosted posted, ChargeLine line, long after) =>
        new(line, posted.Date, ImpactKey.Of(posted.CustomerId, posted.Currency, line.Kind, line), after);
}

/// <summary>A line as a run of its date would post it now.</summary>
/// <param name="Line">The line.</param>
/// <param name="Key">What it is about.</param>
/// <param name="Date">The business date.</param>
internal sealed record DueNow(ChargeLine Line, ImpactKey Key, DateOnly Date)
{
    /// <summary>The positions of the runs of the date that were for its customer.</summary>
    public IReadOnlyList<long> Covered { get; init; } = [];

    /// <summary>The position of the last one; null when there was none, so that nothing is missing.</summary>
    public long? CoveredAt => Covered.Count == 0 ? null : Covered.Max();

    public static DueNow Of(DateOnly date, CustomerBook customer, ChargeLine line) =>
        new(line, ImpactKey.Of(customer.CustomerId, customer.Currency, line.Kind, line), date);
}
