using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using PackageBilling.Documents;
using PackageBilling.Documents.Styles;

namespace PackageBilling.Billing.Accounts.Exports;

/// <summary>Who sends documents, and how they look (settings <c>Carrier</c> and <c>Documents</c>).</summary>
/// <param name="Carrier">The carrier as it is printed.</param>
/// <param name="Style">The paper, logo, color and formats.</param>
/// <param name="InvoiceNumbers">How invoices are numbered.</param>
/// <param name="CreditNoteNumbers">How credit notes are numbered.</param>
/// <param name="Payment">How to pay, as invoices say it, a paragraph each.</param>
internal sealed record CarrierDocuments(
    Party Carrier, DocumentStyle Style, NumberPattern InvoiceNumbers, NumberPattern CreditNoteNumbers,
    IReadOnlyList<string> Payment)
{
    /// <summary>The carrier as events hold it.</summary>
    public PrintedParty Printed { get; } = new(Carrier.Name, Carrier.AddressLines, Carrier.Email, Carrier.TaxId);

    /// <summary>The document with the next number of its series, and with what it says about paying it.</summary>
    public InvoiceIssued Number(InvoiceIssued issued, InvoiceNumbers numbers)
    {
        var sequence = numbers.Next(issued.Kind);
        var isInvoice = issued.Kind == InvoiceKind.Invoice;
        return issued with
        {
            Sequence = sequence,
            Number = (isInvoice ? InvoiceNumbers : CreditNoteNumbers).Text(sequence, issued.On),
            Payment = isInvoice && Payment.Count > 0 ? Payment : null,
        };
    }

    /// <summary>Reads the settings; each has a default.</summary>
    /// <exception cref="InvalidOperationException">One of them can't be used; the message names it.</exception>
    public static CarrierDocuments Read(IConfiguration settings)
    {
        var documents = All(settings);
        // An invoice and a credit note of the same number could not be told apart.
        return documents.InvoiceNumbers != documents.CreditNoteNumbers ? documents
            : throw new InvalidOperationException(
                "Documents:CreditNoteNumber must differ from Documents:InvoiceNumber.");
    }

    private static CarrierDocuments All(IConfiguration settings) => new(
        new(Text(settings, "Carrier:Name") ?? "", Lines(settings, "Carrier:Address"),
            Text(settings, "Carrier:Email"), Text(settings, "Carrier:TaxId")),
        new()
        {
            Paper = Of(settings, "Documents:Paper", PaperSize.A4, text => Papers.GetValueOrDefault(text) is { } paper
                ? (paper, null) : (default, $"must be {string.Join(" or ", Papers.Keys)}")),
            Accent = Of(settings, "Documents:Color", AccentColor.Default, text =>
                AccentColor.Fault(text) is { } fault ? (null, fault) : (AccentColor.Parse(text), null)),
            Logo = Of(settings, "Documents:LogoFile", null, Logo),
            DatePattern = Of(settings, "Documents:DateFormat", DocumentStyle.Default.DatePattern,
                text => (text, DocumentStyle.DatePatternFault(text))),
            Footer = Of(settings, "Documents:Footer", null, text => (text, text.Length <= DocumentStyle.MaxFooter
                ? null : string.Create(
                    CultureInfo.InvariantCulture, $"must be at most {DocumentStyle.MaxFooter} characters"))),
        },
        Of(settings, "Documents:InvoiceNumber", NumberPattern.Invoices, Pattern),
        Of(settings, "Documents:CreditNoteNumber", NumberPattern.CreditNotes, Pattern),
        Lines(settings, "Documents:Payment"));

    private static (NumberPattern? Pattern, string? Fault) Pattern(string text) =>
        NumberPattern.Fault(text) is { } fault ? (null, fault) : (new(text), null);

    private static string[] Lines(IConfiguration settings, string name) =>
        (Text(settings, name) ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static readonly Dictionary<string, PaperSize?> Papers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["A4"] = PaperSize.A4, ["Letter"] = PaperSize.Letter,
    };

    private static (LogoImage? Logo, string? Fault) Logo(string file)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            return LogoImage.Fault(bytes) is { } fault ? (null, fault) : (LogoImage.Read(bytes), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, $"can't be read: {e.Message}");
        }
    }

    // Without a fault there is a value.
    [return: NotNullIfNotNull(nameof(otherwise))]
    private static T? Of<T>(
        IConfiguration settings, string name, T? otherwise, Func<string, (T? Value, string? Fault)> read)
    {
        if (Text(settings, name) is not { } text) return otherwise;
        var (value, fault) = read(text);
        return fault is null ? value! : throw new InvalidOperationException($"{name} {fault}.");
    }

    private static string? Text(IConfiguration settings, string name) =>
        string.IsNullOrWhiteSpace(settings[name]) ? null : settings[name]!.Trim();
}
