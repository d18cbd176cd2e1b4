namespace PackageBilling.Portal.Tests;

/// <summary>Browsers offer only what has the typed text in it, so a pick that was found otherwise says it.</summary>
public sealed class PickTests
{
    [Theory]
    [InlineData("", "Müller")]
    [InlineData("mülL", "Müller")]
    [InlineData("C-1", "Müller")]
    [InlineData("muller", "muller: Müller")]
    [InlineData("+4930123456", "+4930123456: Müller")]
    public void a_pick_has_what_was_typed_in_it(string typed, string text) =>
        Pick.Found("c-1", "Müller", typed).ShouldBe(new Pick("c-1", text));
}
