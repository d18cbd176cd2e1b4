using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using PackageBilling.Modules.Tests.Billing;

namespace PackageBilling.Modules.Tests.Auditing;

/// <summary>The fingerprints by which a replay compares what was posted with what is decided again.</summary>
public sealed class Fingerprints
{
    private static readonly byte[] Forms = [.. Enumerable.Range(0, 300).Select(n => (byte)n)];

    [Fact]
    public void amounts_are_equal_however_many_zeros_they_end_with()
    {
        var amounts = ArbMap.Default.GeneratorFor<decimal>().Where(amount => Math.Abs(amount) < 1_000_000_000_000m);
        Prop.ForAll(amounts.Four().ToArbitrary(), four =>
        {
            var (a, b, c, d) = four;
            var moved = new CreditMoved(
                7, "EUR", Math.Round(a, 6), Math.Round(b, 6), Math.Round(c, 6), Math.Round(d, 6));
            Print(Zeros(moved)).ShouldBe(Print(moved));
            foreach (var other in (CreditMoved[])[
                moved with { DecidedAt = 8 }, moved with { Currency = "USD" },
                moved with { CreditBefore = moved.CreditBefore + 0.000001m },
                moved with { CreditAfter = moved.CreditAfter + 0.000001m },
                moved with { Debited = moved.Debited + 0.000001m },
                moved with { Accrued = moved.Accrued + 0.000001m }])
                Print(other).ShouldNotBe(Print(moved), other.ToString());
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void zero_is_zero_whatever_its_sign_and_scale() =>
        Print(new(1, "EUR", 0, -0.00m, new decimal(0, 0, 0, true, 3), 0.000m))
            .ShouldBe(Print(new(1, "EUR", 0, 0, 0, 0)));

    [Fact]
    public void every_line_counts_of_however_many()
    {
        var many = new byte[150 * 500];
        Random.Shared.NextBytes(many);
        var moved = new CreditMoved(1, "EUR", 1, 2, 3, 4);
        var print = Print(many, moved);
        Print(many, moved).ShouldBe(print);
        many[^1] ^= 1;
        Print(many, moved).ShouldNotBe(print);
    }

    private static UInt128 Print(CreditMoved moved) => Print(Forms, moved);

    private static UInt128 Print(byte[] forms, CreditMoved moved)
    {
        var written = new ArrayBufferWriter<byte>();
        written.Write(forms);
        return RecordedPostings.Print(written, moved);
    }

    private static CreditMoved Zeros(CreditMoved moved) => moved with
    {
        CreditBefore = moved.CreditBefore * 1.00m, CreditAfter = moved.CreditAfter * 1.000m,
        Debited = moved.Debited * 1.0m, Accrued = moved.Accrued * 1.0000m,
    };
}
