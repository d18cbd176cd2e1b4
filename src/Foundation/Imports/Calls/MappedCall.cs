namespace PackageBilling.Foundation;

/// <summary>A call as a mapping read it. Its values are within the bounds that the interface sets.</summary>
/// <param name="Line">The line of the file, from 1; of two rows that make a call, that of the start.</param>
/// <param name="CallId">The switch's own ID.</param>
/// <param name="CustomerId">Who pays; empty for the customer who has the DID on that date.</param>
/// <param name="Did">The customer's number; null when there is none.</param>
/// <param name="Destination">The number called.</param>
/// <param name="StartedAt">When it began, in UTC.</param>
/// <param name="BilledSeconds">How long it was.</param>
/// <param name="Amount">Retail of the whole call.</param>
/// <param name="Record">The row as it is in the file; null unless it was asked for.</param>
public sealed record MappedCall(
    long Line, string CallId, string CustomerId, string? Did, string Destination, DateTimeOffset StartedAt,
    int BilledSeconds, decimal Amount, string? Record);

/// <summary>A row that makes no call.</summary>
/// <param name="Line">The line of the file, from 1.</param>
/// <param name="CallId">The call ID, where it could be read.</param>
/// <param name="Record">The row as it is in the file.</param>
/// <param name="Faults">All that is wrong with it.</param>
public sealed record RefusedRow(long Line, string? CallId, string Record, IReadOnlyList<RowFault> Faults)
{
    /// <summary>The faults in one text.</summary>
    public string Error => string.Join(
        "; ", Faults.Select(fault => fault.Field.Length > 0 ? $"{fault.Field} {fault.Error}" : fault.Error));
}

/// <summary>What a row became: a call, or a row that is refused.</summary>
public readonly record struct MappedRow(MappedCall? Call, RefusedRow? Refused);
