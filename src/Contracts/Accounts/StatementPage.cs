namespace PackageBilling.Contracts;

/// <summary>A part of a statement.</summary>
/// <param name="BroughtForward">
/// The credit before the first entry of this part; with no entries, the credit at that time.
/// </param>
/// <param name="Items">
/// The entries in the order recorded: each one's credit is that of the one before plus its amount.
/// </param>
/// <param name="Next">What to send as <c>after</c> for the entries that follow; null at the end.</param>
public sealed record StatementPage(decimal BroughtForward, IReadOnlyList<RecordedEntry> Items, string? Next);

/// <summary>A change of a customer's credit, with the event that made it.</summary>
/// <param name="On">
/// The date on which it was recorded, by the customer's clock; never before the date of the entry above.
/// </param>
/// <param name="Kind">payment, adjustment, or the kind of the charge line.</param>
/// <param name="Amount">Added to the credit; less than 0 for what was taken.</param>
/// <param name="CreditAfter">The credit after it: the credit before it plus the amount.</param>
/// <param name="Reference">The payment's reference, the adjustment's or the charge line's id.</param>
/// <param name="Date">
/// The business date of a charge line, or of the line that it corrects; null for payments and adjustments.
/// </param>
/// <param name="Reason">Why, for adjustments, reversals and restatements.</param>
/// <param name="Position">Where in the log it was recorded.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Actor">Whose key.</param>
/// <param name="ActorKeyId">The id of that key; null for the product itself.</param>
public sealed record RecordedEntry(
    DateOnly On, string Kind, decimal Amount, decimal CreditAfter, string Reference, DateOnly? Date, string? Reason,
    long Position, DateTimeOffset RecordedAt, string Actor, string? ActorKeyId);
