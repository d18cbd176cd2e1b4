using FsCheck;
using FsCheck.Fluent;

namespace PackageBilling.Host.Tests;

/// <summary>How names are compared: by what a reader sees.</summary>
public sealed class ActorNameTests
{
    // Letters of several scripts, with and without marks, digits and separators.
    private static readonly Gen<string> Names =
        Gen.Elements("abcilmnorvw1 0-_.'éïñßøÅŁЖжаборсхуνοραΩ東京あ한".ToCharArray()).ListOf()
            .Select(letters => string.Concat(letters));

    [Fact]
    public void what_cannot_be_seen_changes_nothing_about_what_a_name_looks_like()
    {
        var hidden = Gen.Elements('\u00AD', '\u034F', '\u200B', '\u200C', '\u200D', '\u200E', '\u202E', '\u2060',
            '\u2063', '\u3164', '\uFE0F', '\uFEFF', '\u0301');
        var cases = from name in Names from one in hidden from at in Gen.Choose(0, 1_000)
            select (name, with: name.Insert(at % (name.Length + 1), one.ToString()));
        Prop.ForAll(cases.ToArbitrary(), one => ActorNames.Skeleton(one.with).ShouldBe(ActorNames.Skeleton(one.name)))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void neither_case_nor_unicode_form_changes_what_a_name_looks_like() =>
        Prop.ForAll(Names.ToArbitrary(), name =>
        {
            ActorNames.Skeleton(ActorNames.Normalized(name)).ShouldBe(ActorNames.Skeleton(name));
            ActorNames.Skeleton(name.Normalize(System.Text.NormalizationForm.FormD))
                .ShouldBe(ActorNames.Skeleton(name));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("admin", "аԁміп")]
    [InlineData("scope", "ѕсоре")]
    [InlineData("cone", "CΟNE")]
    [InlineData("Modern", "MODEM")]
    [InlineData("wave", "vvave")]
    [InlineData("bill 01", "b1II Ol")]
    public void look_alikes_have_one_skeleton(string name, string alike) =>
        ActorNames.Skeleton(alike).ShouldBe(ActorNames.Skeleton(name));

    [Theory]
    [InlineData("crm", "csm")]
    [InlineData("switch-1", "switch-2")]
    [InlineData("switch 1", "switch-1")]
    [InlineData("night", "knight")]
    [InlineData("東京", "京東")]
    [InlineData("Ольга", "Олег")]
    public void names_that_are_read_differently_differ(string name, string other) =>
        ActorNames.Skeleton(other).ShouldNotBe(ActorNames.Skeleton(name));

    [Fact]
    public void every_name_that_the_product_acts_under_is_reserved_in_any_case()
    {
        foreach (var name in Actors.Reserved) ActorNames.IsReserved(name.ToUpperInvariant()).ShouldBeTrue(name);
        ActorNames.IsReserved("crm").ShouldBeFalse();
        ActorNames.IsReserved("the admin of Acme").ShouldBeFalse();
    }
}
