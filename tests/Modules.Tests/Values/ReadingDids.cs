namespace PackageBilling.Modules.Tests.Values;

/// <summary>A DID in the notations that people and programs use.</summary>
public sealed class ReadingDids
{
    [Theory]
    [InlineData("+442079460001")]
    [InlineData("00442079460001")]
    [InlineData("00 44 20 7946 0001")]
    [InlineData(" +44-20-7946-0001 ")]
    [InlineData("44.20.7946.0001")]
    [InlineData("+44 (20) 7946/0001")]
    [InlineData("\t+44\u00a020\u202f7946\u20110001")]
    [InlineData("44\u20132079460001")]
    public void it_is_stored_as_its_digits(string text) => PhoneNumbers.Did(text).ShouldBe("442079460001");

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("44")]
    [InlineData("02079460001")]
    [InlineData("44 20 7946 0001 x7")]
    [InlineData("++442079460001")]
    [InlineData("4420\n79460001")]
    [InlineData("1234567890123456")]
    public void what_is_no_number_with_a_country_code_is_none(string text) => PhoneNumbers.Did(text).ShouldBeNull();
}
