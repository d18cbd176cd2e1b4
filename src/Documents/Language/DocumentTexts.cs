using System.Globalization;

namespace PackageBilling.Documents.Language;

/// <summary>All words that documents have of their own. A language is one value of this record.</summary>
internal sealed record DocumentTexts
{
    private static readonly Dictionary<string, DocumentTexts> Known =
        new(StringComparer.OrdinalIgnoreCase) { [English.Texts.Language] = English.Texts };

    /// <summary>The languages that documents can be made in.</summary>
    public static IReadOnlyCollection<string> Languages => Known.Keys;

    /// <summary>The texts of a language.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static DocumentTexts For(string language) => Known.TryGetValue(language, out var texts) ? texts
        : throw new ArgumentException($"The language must be one of {string.Join(", ", Known.Keys)}.",
            nameof(language));

    /// <summary>The language's tag, such as <c>en</c>.</summary>
    public required string Language { get; init; }

    /// <summary>The names of months and days.</summary>
    public required DateTimeFormatInfo Dates { get; init; }

    public required string Invoice { get; init; }
    public required string CreditNote { get; init; }
    public required string Statement { get; init; }
    public required string BillTo { get; init; }
    public required string Customer { get; init; }
    public required string InvoiceNumber { get; init; }
    public required string CreditNoteNumber { get; init; }
    public required string CorrectsInvoice { get; init; }
    public required string IssuedOn { get; init; }
    public required string Period { get; init; }
    public required string Through { get; init; }
    public required string DueOn { get; init; }
    public required string CustomerId { get; init; }
    public required string Currency { get; init; }
    public required string TaxId { get; init; }
    public required string Description { get; init; }
    public required string Quantity { get; init; }
    public required string UnitPrice { get; init; }
    public required string Amount { get; init; }
    public required string Date { get; init; }
    public required string Reference { get; init; }
    public required string Balance { get; init; }
    public required string PaidFromCredit { get; init; }
    public required string NoLines { get; init; }
    public required string Net { get; init; }
    public required string Rounding { get; init; }
    public required string Total { get; init; }
    public required string TotalCredit { get; init; }
    public required string AmountDue { get; init; }
    public required string OpeningBalance { get; init; }
    public required string ClosingBalance { get; init; }
    public required string CarriedForward { get; init; }
    public required string BroughtForward { get; init; }
    public required string Reason { get; init; }
    public required string Payment { get; init; }
    public required string Note { get; init; }

    /// <summary>What changed a balance, by the kind that the interface has for it.</summary>
    public required IReadOnlyDictionary<string, string> Kinds { get; init; }

    /// <summary>A charge and the date that it is for.</summary>
    public required Func<string, string, string> ChargeFor { get; init; }

    /// <summary>A tax with its name and rate.</summary>
    public required Func<string, string, string> Tax { get; init; }

    /// <summary>A span of days, from the first to the last.</summary>
    public required Func<string, string, string> Span { get; init; }

    /// <summary>A page's number and how many there are. The HTML's print style passes counters for both.</summary>
    public required Func<string, string, string> Page { get; init; }
}
