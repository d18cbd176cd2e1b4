using Microsoft.Extensions.Configuration;
using PackageBilling.Documents.Styles;

namespace PackageBilling.Modules.Tests.Billing.Accounts;

/// <summary>Who sends documents and how they look, as the settings say it.</summary>
public sealed class CarrierSettings
{
    [Fact]
    public void what_is_set_is_printed()
    {
        var documents = Read(("Carrier:Name", "Northwind Telecom"), ("Carrier:Address", "1 Main St; Springfield;"),
            ("Carrier:TaxId", "US-1"), ("Documents:Paper", "letter"), ("Documents:Color", "#006644"),
            ("Documents:DateFormat", "dd.MM.yyyy"), ("Documents:Footer", "Thank you"));
        documents.Carrier.Name.ShouldBe("Northwind Telecom");
        documents.Carrier.AddressLines.ShouldBe(["1 Main St", "Springfield"]);
        (documents.Carrier.Email, documents.Carrier.TaxId).ShouldBe((null, "US-1"));
        (documents.Style.Paper, documents.Style.Accent.Text, documents.Style.DatePattern, documents.Style.Footer)
            .ShouldBe((PaperSize.Letter, "#006644", "dd.MM.yyyy", "Thank you"));
    }

    [Fact]
    public void everything_has_a_default() => Read().Style.ShouldBe(DocumentStyle.Default);

    [Theory]
    [InlineData("Documents:Paper", "A5")]
    [InlineData("Documents:Paper", "7")]
    [InlineData("Documents:Color", "blue")]
    [InlineData("Documents:LogoFile", "/no/such/logo.png")]
    [InlineData("Documents:DateFormat", "HH:mm")]
    [InlineData("Documents:CreditNoteNumber", "INV-{year}-{number}")]
    public void what_cannot_be_used_is_refused_by_name(string key, string value) =>
        Should.Throw<InvalidOperationException>(() => Read((key, value))).Message.ShouldStartWith(key);

    private static CarrierDocuments Read(params (string Key, string Value)[] settings) => CarrierDocuments.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build());
}
