using System.Buffers;
using System.Text;
using PackageBilling.Billing;
using PackageBilling.EventStore;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>Events that runs write by themselves are stored as all others are.</summary>
public sealed class StoredForm
{
    [Fact]
    public void charges_are_written_byte_for_byte_as_the_log_writes_the_event()
    {
        var random = new Random(1);
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new ChargesJson(buffer);
        for (var n = 0; n < 2_000; n++)
        {
            var (run, position, outcome) = Any(random);
            buffer.ResetWrittenCount();
            writer.Write(run, position, outcome);
            Encoding.UTF8.GetString(buffer.WrittenSpan).ShouldBe(Encoding.UTF8.GetString(EventJson.Write(Event(run, position, outcome))));
        }
    }

    private static ChargesPosted Event(ChargeRunStarted run, long position, CustomerOutcome outcome) => new(
        outcome.Customer.CustomerId, run.RunId, run.Date, position, outcome.Customer.Currency, outcome.Totals.ByCurrency[0].Debited,
        outcome.Totals.ByCurrency[0].Retail - outcome.Totals.ByCurrency[0].Debited, outcome.Customer.Credit, outcome.CreditAfter,
        [.. outcome.Charged.Select(line => new PostedLine(
            line.Assignment.AssignmentId, line.Assignment.PackageId, line.Assignment.Did, line.Kind, line.KeyDate, line.Nth, line.Quantity,
            line.UnitRetail, line.UnitCost, line.Retail, line.Cost, line.DebitsCredit, line.InsufficientCredit, line.Spend, line.IntervalFrom, line.IntervalTo))]);

    private static (ChargeRunStarted Run, long Position, CustomerOutcome Outcome) Any(Random random)
    {
        var run = new ChargeRunStarted(Text(random), RunKind.ChargeRun, Date(random), null, null, [], "1");
        var lines = Enumerable.Range(0, random.Next(1, 6)).Select(n => AnyLine(random, n > 0 && random.Next(4) == 0)).ToList();
        var customer = new CustomerBook(Text(random), "EUR", "UTC", 0, Amount(random), random.Next(), []);
        return (run, random.NextInt64(), new(customer, lines, Amount(random),
            new(1, 1, 0, 0, 0, [new("EUR", 1, random.Next(1_000_000) / 1_000m, 1, random.Next(1_000_000) / 1_000_000m)])));
    }

    private static Line AnyLine(Random random, bool skipped)
    {
        var assignment = new AssignmentBook(random.NextInt64(), Text(random), Text(random), random.Next(2) == 0 ? Text(random) : null,
            Date(random), null, null, 1, true, [], default, default, default);
        return new(assignment, (ChargeKind)random.Next(3), skipped ? LineOutcome.Skipped : LineOutcome.Charged, skipped ? Reasons.ZeroAmount : null, Date(random),
            random.Next(), random.Next(), Amount(random), Amount(random), Amount(random), Amount(random), random.Next(2) == 0, random.Next(2) == 0,
            random.Next(2) == 0 ? Amount(random) : null, random.Next(2) == 0 ? Date(random) : null, random.Next(2) == 0 ? Date(random) : null);
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => "aZ09._-\"\\/<>&'+é漢\t\u2028"[random.Next(18)]));

    private static DateOnly Date(Random random) => DateOnly.MinValue.AddDays(random.Next(DateOnly.MaxValue.DayNumber + 1));

    private static decimal Amount(Random random) =>
        new(random.Next(), random.Next(3) == 0 ? random.Next() : 0, random.Next(9) == 0 ? random.Next() : 0, random.Next(2) == 0, (byte)random.Next(29));
}
