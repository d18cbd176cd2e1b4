using PackageBilling.Messaging.Mail;

namespace PackageBilling.EventStore.Tests.Mail;

/// <summary>What a mail with a document says.</summary>
public sealed class MailTemplateTests
{
    private static readonly MailFields Invoice =
        new("Invoice", "INV-2026-000123", "1,234.50", "USD", "Mar 31, 2026", "Acme Telecom");

    [Fact]
    public void an_invoice_says_what_is_to_be_paid_and_until_when() =>
        Default.Render(Invoice).ShouldBe(new("Invoice INV-2026-000123 from Tel & Co", """
            Hello Acme Telecom,

            Invoice INV-2026-000123 for 1,234.50 USD is attached.
            Please pay it by Mar 31, 2026.

            If you have any questions, reply to this message.

            Tel & Co

            """.ReplaceLineEndings("\n")));

    [Fact]
    public void the_line_with_the_due_date_is_left_out_where_nothing_is_to_be_paid() =>
        Default.Render(Invoice with { Kind = "Credit note", DueOn = null }).Text.ShouldBe("""
            Hello Acme Telecom,

            Credit note INV-2026-000123 for 1,234.50 USD is attached.

            If you have any questions, reply to this message.

            Tel & Co

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void every_placeholder_is_filled_in_wherever_it_stands_and_a_brace_alone_stays() =>
        new MailTemplate("{number}", "{kind}|{number}|{total}|{currency}|{dueOn}|{customer}|{carrier}|}{", "Tel")
            .Render(Invoice).ShouldBe(new(
                "INV-2026-000123", "Invoice|INV-2026-000123|1,234.50|USD|Mar 31, 2026|Acme Telecom|Tel|}{\n"));

    [Theory]
    [InlineData("Acme\r\nBcc: all@customer.example")]
    [InlineData("Acme\nBcc: all@customer.example")]
    [InlineData("Acme\u0085Bcc: all@customer.example")]
    [InlineData("Acme\u2028Bcc: all@customer.example")]
    [InlineData("Acme\0Bcc: all@customer.example")]
    public void no_value_begins_a_line(string name)
    {
        var (subject, text) = new MailTemplate("To {customer}", "Hello {customer}!", "Tel")
            .Render(Invoice with { Customer = name });

        subject.ShouldBe("To Acme Bcc: all@customer.example");
        text.ShouldBe("Hello Acme Bcc: all@customer.example!\n");
    }

    [Fact]
    public void a_value_that_looks_like_a_placeholder_stays_as_it_is() =>
        new MailTemplate("{customer}", "{customer}", "Tel").Render(Invoice with { Customer = "{total}" })
            .ShouldBe(new("{total}", "{total}\n"));

    [Theory]
    [InlineData("{kind} {number}", null)]
    [InlineData("no placeholder, { one brace", null)]
    [InlineData("{custmer}", "has {custmer}, which isn't a placeholder. Did you mean {customer}?")]
    [InlineData("{Total}", "has {Total}, which isn't a placeholder. Did you mean {total}?")]
    [InlineData("{x}", "has {x}, which isn't a placeholder. "
        + "There are {kind}, {number}, {total}, {currency}, {dueOn}, {customer}, {carrier}.")]
    public void an_unknown_placeholder_is_named(string template, string? fault) =>
        MailTemplate.Fault(template).ShouldBe(fault);

    [Fact]
    public void what_is_used_unless_told_has_no_fault()
    {
        MailTemplate.Fault(MailTemplate.DefaultSubject).ShouldBeNull();
        MailTemplate.Fault(MailTemplate.DefaultText).ShouldBeNull();
    }

    private static MailTemplate Default { get; } =
        new(MailTemplate.DefaultSubject, MailTemplate.DefaultText, "Tel & Co");
}
