namespace PackageBilling.Billing.Storage.Book;

/// <summary>How the book is to be seen: the newest, or as it was, and with what laid over it.</summary>
/// <param name="KnownAt">The position up to which facts count; null for all.</param>
/// <param name="PostedAt">The position up to which postings and credit count, when it is another one;
/// a run is decided again with later facts so.</param>
/// <param name="WhatIf">Hypothetical facts.</param>
internal sealed record BookView(long? KnownAt = null, long? PostedAt = null, Hypothesis? WhatIf = null)
{
    public static readonly BookView Now = new();

    /// <summary>Whether nothing but the newest book is asked for.</summary>
    public bool IsNow => KnownAt is null && PostedAt is null && WhatIf is null;
}
