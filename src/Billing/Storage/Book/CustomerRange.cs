namespace PackageBilling.Billing.Storage.Book;

/// <summary>A part of all customers in ordinal order: those above <paramref name="After"/> up to and with
/// <paramref name="Through"/>.</summary>
/// <param name="After">Exclusive; empty for the start.</param>
/// <param name="Through">Inclusive; null for the end.</param>
/// <param name="CustomerIds">Only these; null for all.</param>
internal sealed record CustomerRange(string After, string? Through, IReadOnlyList<string>? CustomerIds = null)
{
    public static readonly CustomerRange All = new("", null);
}
