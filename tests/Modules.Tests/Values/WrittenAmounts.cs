using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace PackageBilling.Modules.Tests.Values;

public sealed class WrittenAmounts
{
    [Fact]
    public void any_amount_is_written_as_the_framework_writes_it()
    {
        // Prices are small, and have no more than a few places.
        var parts = ArbMap.Default.GeneratorFor<int>();
        var prices = from low in parts from negative in Gen.Elements(false, true) from scale in Gen.Choose(0, 6)
            select new decimal(low, 0, 0, negative, (byte)scale);
        var any = from low in parts from middle in parts from high in parts from negative in Gen.Elements(false, true)
            from scale in Gen.Choose(0, 28)
                  select new decimal(low, middle, high, negative, (byte)scale);
        var long64 = from low in parts from middle in parts from scale in Gen.Choose(0, 28)
            select new decimal(low, middle, 0, false, (byte)scale);
        Prop.ForAll(Gen.OneOf(prices, any, long64).ToArbitrary(),
            amount => Text(amount) == amount.ToString(CultureInfo.InvariantCulture))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("-0.5")]
    [InlineData("0.000001")]
    [InlineData("45.00")]
    [InlineData("1000000000.123456")]
    [InlineData("18446744073709551615")]
    [InlineData("0.018446744073709551615")]
    [InlineData("1.8446744073709551615")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    public void amounts_keep_all_their_places(string text) =>
        Text(decimal.Parse(text, CultureInfo.InvariantCulture)).ShouldBe(text);

    private static string Text(decimal amount)
    {
        Span<byte> place = stackalloc byte[31];
        return Encoding.UTF8.GetString(place[..Amounts.Write(amount, place)]);
    }
}
