using System.Globalization;
using FsCheck;
using FsCheck.Fluent;

namespace PackageBilling.Modules.Tests.Values;

public sealed class ReadingNumbers
{
    // Every form that a mapping can say.
    private static readonly NumberFormat[] Forms =
    [
        new('.', null), new('.', ','), new('.', ' '), new('.', '\''), new(',', null), new(',', '.'),
        new(',', ' '), new(',', '\''),
    ];

    private static Gen<decimal> Amounts =>
        from low in ArbMap.Default.GeneratorFor<int>()
        from middle in Gen.Choose(0, 200)
        from scale in Gen.Choose(0, 6)
        from negative in Gen.Elements(false, true)
        select new decimal(low, middle, 0, negative, (byte)scale);

    [Fact]
    public void a_number_written_in_any_form_reads_back_as_the_same_number() =>
        Prop.ForAll(Amounts.ToArbitrary(), Gen.Elements(Forms).ToArbitrary(), Gen.Elements(false, true).ToArbitrary(), (
            amount, form, grouped) =>
        {
            form.TryRead(Written(amount, form, grouped), out var read).ShouldBeTrue(Written(amount, form, grouped));
            read.ShouldBe(amount);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void what_is_accepted_has_one_meaning_and_anything_else_is_refused_with_a_hint() =>
        Prop.ForAll(Gen.Elements("0123456789019.,' -+".ToCharArray()).ArrayOf().Select(chars => new string(chars))
            .ToArbitrary(), Gen.Elements(Forms).ToArbitrary(), (text, form) =>
            {
                if (form.TryRead(text, out var read))
                {
                    // Read back in the same form, with and without groups, it is one of the two that were written.
                    var digits = Normal(form.GroupSeparator is { } group
                        ? text.Replace(group.ToString(), "", StringComparison.Ordinal) : text, form);
                    Normal(Written(read, form, false), form).ShouldBe(digits);
                    if (form.GroupSeparator is { } separator && text.Contains(separator, StringComparison.Ordinal))
                        Trimmed(Written(read, form, true), form).ShouldBe(Trimmed(text, form));
                }
                else NumberFaults.OfAmount(text, form).ShouldContain(":");
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Theory]
    [InlineData("1490", "1490")]
    [InlineData("1490,5", "1490.5")]
    [InlineData("-0,05", "-0.05")]
    [InlineData("1.490", null)]
    [InlineData("1.000", null)]
    [InlineData("12.500", null)]
    [InlineData("1.490,00", null)]
    [InlineData("1,490,00", null)]
    public void with_a_decimal_comma_a_point_is_refused(string text, string? number) =>
        Reads(new(',', null), text, number);

    [Theory]
    [InlineData("1.490", "1490")]
    [InlineData("1.490,00", "1490.00")]
    [InlineData("1.234.567,5", "1234567.5")]
    [InlineData("1490", "1490")]
    [InlineData("12.50", null)]
    [InlineData("1.4900", null)]
    [InlineData("1490.000", null)]
    [InlineData("0.490", null)]
    [InlineData("1..490", null)]
    [InlineData("1.490,0.0", null)]
    [InlineData(".490", null)]
    public void with_a_point_between_groups_every_group_has_three_digits(string text, string? number) =>
        Reads(new(',', '.'), text, number);

    [Theory]
    [InlineData("1490.5", "1490.5")]
    [InlineData("1,490", null)]
    [InlineData("1,490.00", null)]
    [InlineData("0,05", null)]
    public void without_a_decimal_comma_a_comma_is_refused(string text, string? number) =>
        Reads(NumberFormat.Plain, text, number);

    [Theory]
    [InlineData("1\u00A0490,50", "1490.50")]
    [InlineData("1\u202F490\u202F000", "1490000")]
    [InlineData("1 490\u00A0000", null)]
    [InlineData("1'490", null)]
    public void a_space_between_groups_may_be_any_space_but_one_kind_in_a_number(string text, string? number) =>
        Reads(new(',', ' '), text, number);

    [Theory]
    [InlineData("1000", "1000")]
    [InlineData("1.000", "1000")]
    [InlineData("1000,0", null)]
    [InlineData("6,5", null)]
    public void a_whole_number_has_no_decimal_mark(string text, string? number)
    {
        new NumberFormat(',', '.').TryReadWhole(text, out var read).ShouldBe(number is not null);
        if (number is not null) read.ShouldBe(decimal.Parse(number, CultureInfo.InvariantCulture));
        NumberFormat.Plain.TryReadWhole("1.000", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "is empty: give an amount such as 45.00")]
    [InlineData("0,05", "“0,05” isn't an amount: use a point for decimals, such as 0.05")]
    [InlineData("NaN", "“NaN” isn't an amount: use only digits and a decimal point, such as 45.00")]
    [InlineData("1e5", "“1e5” isn't an amount: write it without an exponent, such as 100000")]
    [InlineData(" 1", "“ 1” isn't an amount: leave out the spaces around it")]
    [InlineData("+1", "“+1” isn't an amount: leave out the plus sign, such as 1")]
    [InlineData("１", "“１” isn't an amount: use the digits 0 to 9")]
    [InlineData("1,234.56",
        "“1,234.56” isn't an amount: leave out thousands separators, and use a point for decimals, such as 1234.56")]
    [InlineData("1,234",
        "“1,234” isn't an amount: leave out thousands separators, and use a point for decimals, such as 1234.56")]
    [InlineData("$5", "“$5” isn't an amount: use only digits and a decimal point, such as 45.00")]
    [InlineData("123456789012345678901234567890",
        "“123456789012345678901234567890” isn't an amount: it has more digits than an amount can have")]
    public void what_is_wrong_with_an_amount_is_said_of_this_text(string text, string message) =>
        NumberFaults.OfAmount(text).ShouldBe(message);

    [Theory]
    [InlineData(',', "1.490", "“1.490” isn't an amount: leave out thousands separators, and use a comma for decimals, "
        + "such as 1234,56, or set \"groupSeparator\": \".\" in the mapping")]
    [InlineData(',', "12.5", "“12.5” isn't an amount: use a comma for decimals, such as 12,5, or set \"decimalComma\": "
        + "false in the mapping")]
    [InlineData('.', "0,05",
        "“0,05” isn't an amount: use a point for decimals, such as 0.05, or set \"decimalComma\": true in the mapping")]
    [InlineData('.', "1'490", "“1'490” isn't an amount: leave out thousands separators, and use a point for decimals, "
        + "such as 1234.56, or set \"groupSeparator\": \"'\" in the mapping")]
    public void in_a_file_the_hint_names_the_setting_of_the_mapping(char mark, string text, string message) =>
        NumberFaults.OfAmount(text, new(mark, null)).ShouldBe(message);

    private static void Reads(NumberFormat form, string text, string? number)
    {
        form.TryRead(text, out var read).ShouldBe(number is not null, text);
        if (number is not null) read.ShouldBe(decimal.Parse(number, CultureInfo.InvariantCulture));
    }

    private static string Written(decimal amount, NumberFormat form, bool grouped)
    {
        var format = new NumberFormatInfo
        {
            NumberDecimalSeparator = form.DecimalMark.ToString(),
            NumberGroupSeparator = form.GroupSeparator?.ToString() ?? "", NumberGroupSizes = [3],
        };
        return amount.ToString(
            grouped && form.GroupSeparator is not null ? $"N{amount.Scale}" : $"F{amount.Scale}", format);
    }

    // Without zeros that say nothing, and without a decimal mark that nothing follows.
    private static string Normal(string text, NumberFormat form)
    {
        var (sign, rest) = text.StartsWith('-') ? ("-", text[1..]) : ("", text);
        var trimmed = Trimmed(rest, form).TrimStart('0');
        return trimmed.Length == 0 || trimmed[0] == form.DecimalMark
            ? (trimmed.Length <= 1 ? "0" : $"{sign}0{trimmed}") : sign + trimmed;
    }

    private static string Trimmed(string text, NumberFormat form) =>
        text.Contains(form.DecimalMark, StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd(form.DecimalMark) : text;
}
