using System.Globalization;
using Microsoft.Extensions.Configuration;
using PackageBilling.Documents;
using PackageBilling.Documents.Styles;

namespace PackageBilling.Billing.Accounts.Exports;

/// <summary>Who sends documents, and how they look (settings <c>Carrier</c> and <c>Documents</c>).</summary>
/// <param name="Carrier">The carrier as it is printed.</param>
/// <param name="Style">The paper, logo, color and formats.</param>
internal sealed record CarrierDocuments(Party Carrier, DocumentStyle Style)
{
    /// <summary>Reads the settings; each has a default.</summary>
    /// <exception cref="InvalidOperationException">One of them can't be used; the message names it.</exception>
    public static CarrierDocuments Read(IConfiguration settings) => new(
        new(Text(settings, "Carrier:Name") ?? "",
            (Text(settings, "Carrier:Address") ?? "").Split(';', StringSplitOptions.TrimEntries
                | StringSplitOptions.RemoveEmptyEntries),
            Text(settings, "Carrier:Email"), Text(settings, "Carrier:TaxId")),
        new()
        {
            Paper = Of(settings, "Documents:Paper", PaperSize.A4, text =>
                Enum.TryParse<PaperSize>(text, ignoreCase: true, out var paper) && Enum.IsDefined(paper) ? paper
                    : throw new ArgumentException("must be A4 or Letter")),
            Accent = Of(settings, "Documents:Color", AccentColor.Default, text =>
                AccentColor.Fault(text) is { } fault ? throw new ArgumentException(fault) : AccentColor.Parse(text)),
            Logo = Of<LogoImage?>(settings, "Documents:LogoFile", null, Logo),
            DatePattern = Of(settings, "Documents:DateFormat", DocumentStyle.Default.DatePattern, text =>
                DocumentStyle.DatePatternFault(text) is { } fault ? throw new ArgumentException(fault) : text),
            Footer = Of<string?>(settings, "Documents:Footer", null, text => text.Length <= DocumentStyle.MaxFooter
                ? text : throw new ArgumentException(string.Create(
                    CultureInfo.InvariantCulture, $"must be at most {DocumentStyle.MaxFooter} characters"))),
        });

    private static LogoImage Logo(string file)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            return LogoImage.Fault(bytes) is { } fault ? throw new ArgumentException(fault) : LogoImage.Read(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"can't be read: {e.Message}", e);
        }
    }

    private static T Of<T>(IConfiguration settings, string name, T otherwise, Func<string, T> read)
    {
        if (Text(settings, name) is not { } text) return otherwise;
        try
        {
            return read(text);
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException($"{name} {e.Message}.", e);
        }
    }

    private static string? Text(IConfiguration settings, string name) =>
        string.IsNullOrWhiteSpace(settings[name]) ? null : settings[name]!.Trim();
}
