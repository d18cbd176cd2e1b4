using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PackageBilling.Harness;
using static PackageBilling.Modules.Tests.Documents.GivenDocument;

namespace PackageBilling.Modules.Tests.Documents;

/// <summary>The same document and style give the same bytes.</summary>
public sealed class SameBytes
{
    private const string WriteTo = "PACKAGEBILLING_TEST_HASH_FILE";

    [Fact]
    public void twice_in_one_process() => Hash().ShouldBe(Hash());

    [Fact]
    public void side_by_side()
    {
        var alone = Hash();
        Parallel.For(0, 40, _ => Hash().ShouldBe(alone));
    }

    [Fact]
    public void another_document_has_other_bytes_and_another_id()
    {
        var (one, other) = (Encoding.Latin1.GetString(InvoicePdf.Render(Invoice(Lines(3)), DocumentStyle.Default)),
            Encoding.Latin1.GetString(InvoicePdf.Render(Invoice(Lines(4)), DocumentStyle.Default)));
        Id(one).ShouldNotBe(Id(other));

        static string Id(string file) => file[file.LastIndexOf("/ID", StringComparison.Ordinal)..];
    }

    // Calendars, digits and separators that differ from the invariant ones.
    [Theory]
    [InlineData("th-TH")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    [InlineData("de-CH")]
    [InlineData("fi-FI")]
    public void in_any_culture(string culture)
    {
        var invariant = Hash();
        var before = CultureInfo.DefaultThreadCurrentCulture;
        string? found = null;
        var thread = new Thread(() => found = Hash()) { CurrentCulture = new CultureInfo(culture) };
        thread.Start();
        thread.Join();
        found.ShouldBe(invariant);
        CultureInfo.DefaultThreadCurrentCulture.ShouldBe(before);
    }

    // Two other processes, each with nothing cached, in time zones half a world apart.
    [Theory]
    [InlineData("Pacific/Auckland", "th_TH.UTF-8")]
    [InlineData("America/Anchorage", "C")]
    public async Task in_another_process_with_another_time_zone_and_culture(string timeZone, string language)
    {
        if (Environment.GetEnvironmentVariable(WriteTo) is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file, Hash());
            return;
        }
        var written = TestFolders.New("document-hash");
        var test = $"{typeof(SameBytes).FullName}.{nameof(in_another_process_with_another_time_zone_and_culture)}";
        var start = new ProcessStartInfo("dotnet", [typeof(SameBytes).Assembly.Location, "-method", test])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[WriteTo] = written;
        start.Environment["TZ"] = timeZone;
        start.Environment["LANG"] = start.Environment["LC_ALL"] = language;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        File.Exists(written).ShouldBeTrue(await output + await error);
        var found = await File.ReadAllTextAsync(written);
        File.Delete(written);
        found.ShouldBe(Hash());
    }

    private static string Hash()
    {
        var style = DocumentStyle.Default with { Logo = LogoImage.Read(Logos.Png), Footer = "Żółw & Co." };
        var invoice = Invoice(Lines(80)) with { Buyer = new("Παναγιώτης & <Привет>", ["Łódź"]) };
        return Convert.ToHexString(SHA256.HashData(
        [
            .. InvoicePdf.Render(invoice, style),
            .. StatementPdf.Render(Statement(30), style),
            .. Encoding.UTF8.GetBytes(InvoiceHtml.Render(invoice, style)),
            .. Encoding.UTF8.GetBytes(StatementHtml.Render(Statement(30), style)),
        ]));
    }
}
