namespace PackageBilling.Modules.Tests.Values;

public sealed class WrittenDids
{
    [Theory]
    [InlineData("442079460001", "442079460001")]
    [InlineData("+442079460001", "442079460001")]
    [InlineData("00442079460001", "442079460001")]
    [InlineData("+44 (20) 7946-0001", "442079460001")]
    [InlineData("1200", "1200")]
    [InlineData("02079460001", null)]
    [InlineData("+0442079460001", null)]
    [InlineData("000442079460001", null)]
    [InlineData("++442079460001", null)]
    [InlineData("12", null)]
    [InlineData("4420794600011234", null)]
    [InlineData("", null)]
    public void a_did_is_stored_as_its_digits(string written, string? stored) =>
        PhoneNumbers.Did(written).ShouldBe(stored);
}
