using System.Text;

namespace PackageBilling.Modules.Tests.Values;

/// <summary>Names as people look for them: who types one of a pair finds the other.</summary>
public sealed class SearchTexts
{
    [Theory]
    [InlineData("Müller", "Muller")]
    [InlineData("Mu\u0308ller", "MÜLLER")]
    [InlineData("Straße", "strasse")]
    [InlineData("STRAẞE", "Straße")]
    [InlineData("İletişim", "iletisim")]
    [InlineData("IŞIK", "ışık")]
    [InlineData("Søren", "soren")]
    [InlineData("ØRSTED", "ørsted")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Đorđe", "DORDE")]
    [InlineData("Ægir Þór", "aegir thor")]
    [InlineData("Cœur", "COEUR")]
    [InlineData("São João, Lda.", "sao joao, lda.")]
    [InlineData("Γιώργος", "ΓΙΩΡΓΟΣ")]
    [InlineData("Артём", "АРТЕМ")]
    [InlineData("أحمد", "احمد")]
    [InlineData("ガス", "カ\u3099ス")]
    [InlineData("ＡＣＭＥ　１２", "acme 12")]
    [InlineData("O’Brien – Sons", "o'brien - sons")]
    [InlineData("  Acme \t Telecom\u00a0Ltd ", "acme telecom ltd")]
    [InlineData("Tele\u00adcom", "telecom")]
    [InlineData("ﬁber", "fiber")]
    public void what_people_call_the_same_is_folded_to_the_same(string one, string other) =>
        SearchText.Fold(one).ShouldBe(SearchText.Fold(other));

    [Theory]
    [InlineData("Muller", "muller")]
    [InlineData("Müller & Söhne", "muller & sohne")]
    [InlineData("Straße 5", "strasse 5")]
    [InlineData("İletişim", "iletisim")]
    [InlineData("50%_off\\", "50%_off\\")]
    [InlineData("नमस्ते", "नमस्ते")]
    [InlineData("", "")]
    [InlineData(" \t ", "")]
    public void the_folded_text_is_lower_case_without_accents(string text, string folded) =>
        SearchText.Fold(text).ShouldBe(folded);

    [Theory]
    [InlineData("Muller", "Miller")]
    [InlineData("A-1", "A1")]
    [InlineData("नि", "न")]
    public void what_is_spelled_with_other_letters_stays_another_text(string one, string other) =>
        SearchText.Fold(one).ShouldNotBe(SearchText.Fold(other));

    [Theory]
    [InlineData("\u0301")]
    [InlineData("´")]
    [InlineData("\u200b")]
    public void an_accent_alone_is_not_blank_and_is_found_in_no_name(string text)
    {
        SearchText.Fold(text).ShouldNotBeEmpty();
        SearchText.Contains("Müller Café", text).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a\ud800b")]
    [InlineData("a\udc00")]
    [InlineData("a\ufffeb")]
    [InlineData("\uffff\0")]
    public void text_that_is_no_valid_unicode_is_folded_all_the_same(string text) =>
        SearchText.Contains(text, text).ShouldBeTrue();

    [Fact]
    public void every_character_is_found_whatever_its_case_and_folding_it_again_changes_nothing()
    {
        for (var value = 1; value <= 0x10FFFF; value++)
        {
            if (!Rune.TryCreate(value, out var rune)) continue;
            var folded = SearchText.Fold(rune.ToString());
            SearchText.Fold(folded).ShouldBe(folded, $"U+{value:X4}");
            SearchText.Fold(Rune.ToLowerInvariant(rune).ToString()).ShouldBe(folded, $"U+{value:X4} in lower case");
        }
    }

    [Theory]
    [InlineData("strasse", true)]
    [InlineData("ISTANBUL-straße", true)]
    [InlineData("P-1", true)]
    [InlineData(" ", true)]
    [InlineData("strase", false)]
    [InlineData("´", false)]
    public void new_prices_are_for_the_packages_that_the_list_finds(string search, bool fits) =>
        new RepricingFilter { Search = search }.Fits("p-1", "İstanbul-Straße", "EUR").ShouldBe(fits);

    [Fact]
    public void any_part_of_a_name_finds_it()
    {
        const string name = "Łukasz  Müller\u00ad-Straße, İletişim A.Ş. Mu\u0308nchen Œuvre ﬁn 𝒜";
        var runes = name.EnumerateRunes().Select(rune => rune.ToString()).ToList();
        for (var from = 0; from < runes.Count; from++)
            for (var to = from + 1; to <= runes.Count; to++)
                if (string.Concat(runes[from..to]) is var part && SearchText.Fold(part).Any(char.IsAsciiLetterOrDigit))
                    SearchText.Contains(name, part).ShouldBeTrue(part);
    }
}
