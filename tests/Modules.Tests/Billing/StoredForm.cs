using System.Buffers;
using System.Text;
using System.Text.Json;

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
            writer.Begin(run, position, outcome);
            foreach (var line in outcome.Lines.Where(line => line.Outcome == LineOutcome.Charged))
                writer.Add(line.Line.Kind, Format(line.Line));
            writer.End();
            Encoding.UTF8.GetString(buffer.WrittenSpan)
                .ShouldBe(Encoding.UTF8.GetString(EventJson.Write(Event(run, position, outcome))));
        }
    }

    [Fact]
    public void a_rated_call_is_read_as_it_was_written()
    {
        var random = new Random(2);
        for (var n = 0; n < 2_000; n++)
        {
            var call = AnyCall(random);
            var read = (CallsRated)EventJson.Read(EventJson.Write(
                new CallsRated("c", 1, "UTC", [call], [], [], CallTotals.Of([call]))), typeof(CallsRated));
            var copy = read.Calls.ShouldHaveSingleItem();
            copy.ShouldBeEquivalentTo(call);
            // Amounts keep their digits too, so that an event has one stored form.
            EventJson.Write(copy).ShouldBe(EventJson.Write(call));
        }
    }

    [Fact]
    public void a_rated_call_is_stored_as_one_line()
    {
        var call = new RatedCall("switch 7 \"a\"", new(2025, 1, 3, 0, 0, 0, 40, TimeSpan.Zero), new(2025, 1, 2), 300,
            0.0000010m, 90, 0.70m, [new("A1", new(2025, 1, 1), 60), new("A2", new(2024, 12, 15), 30)], null, [1, 2, 3]);
        Encoding.UTF8.GetString(EventJson.Write(call)).ShouldBe(
            "\"2025-01-03T00:00:00.04Z 2025-01-02 300 0.0000010 90 0.70 A1:2025-01-01:60,A2:2024-12-15:30 - AQID "
                + "switch 7 \\\"a\\\"\"");
    }

    private static RatedCall AnyCall(Random random) => new(
        Text(random) + (random.Next(4) == 0 ? " x" : ""), new(random.NextInt64(DateTime.MaxValue.Ticks / 10) * 10,
            TimeSpan.Zero), Date(random), random.Next(), Math.Abs(Amount(random)),
        random.Next(), Math.Abs(Amount(random)),
        random.Next(3) == 0 ? null : Enumerable.Range(0, random.Next(1, 4))
            .Select(_ => new FreeUse($"a.{random.Next(100)}-_", Date(random), random.Next())).ToList(),
        random.Next(2) == 0 ? null : Bytes(random, 16), Bytes(random, random.Next(17)));

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public void a_stored_line_is_read_as_it_was_decided()
    {
        var random = new Random(2);
        for (var n = 0; n < 2_000; n++)
        {
            var (run, position, outcome) = Any(random);
            var posted = Event(run, position, outcome);
            var read = (ChargesPosted)EventJson.Read(EventJson.Write(posted), typeof(ChargesPosted));
            read.Lines.ShouldBe(posted.Lines);
            (read with { Lines = posted.Lines }).ShouldBe(posted);
        }
    }

    [Fact]
    public void a_line_is_sealed_with_whose_it_is_and_what_became_of_it_before_its_own_format()
    {
        var random = new Random(3);
        var form = new ArrayBufferWriter<byte>();
        for (var n = 0; n < 2_000; n++)
        {
            var (run, _, outcome) = Any(random);
            foreach (var decided in outcome.Lines)
            {
                form.ResetWrittenCount();
                var start = SealedLine.Write(form, run.Date, outcome.Customer, decided);
                form.WrittenSpan[start..].ToArray().ShouldBe(Format(decided.Line));
                SealedLine.Parse(form.WrittenSpan).ShouldBe(
                    (outcome.Customer.CustomerId, "EUR", run.Date, decided.Outcome, decided.Reason, decided.Line));
            }
        }
    }

    private static byte[] Format(ChargeLine line) =>
        Encoding.UTF8.GetBytes(JsonSerializer.Deserialize<string>(EventJson.Write(line))!);

    [Fact]
    public void a_line_is_one_text()
    {
        var line = new ChargeLine(
            "acme-1", "did us", "12125550100", ChargeKind.MinimumSpend, new(2025, 2, 1), 1, 3, 25m, 0m, 12.600000m, 0m,
            true, false, PriceFrom.Assignment, 62.40m, new(2025, 1, 1), new(2025, 2, 1), 10);
        EventJson.Write(line).ShouldBe(
            ("\"minimumSpend acme-1 1 2025-02-01 3 25 0 12.6 0 do did\\\\sus 12125550100 62.4 "u8
                + "2025-01-01 2025-02-01 10\""u8).ToArray());
        EventJson.Write(new ChargeLine(
            "-", "p", null, ChargeKind.Setup, new(2025, 2, 1), 2, 1, 5m, 1m, 5m, 1m, false, true)).ShouldBe(
                "\"setup \\\\- 2 2025-02-01 1 5 1 5 1 i p - - - - -\""u8.ToArray());
    }

    [Fact]
    public void a_text_that_is_no_line_is_refused()
    {
        string[] texts =
        [
            "", "recurring", "recurring a 1 2025-02-30 1 1 1 1 1 d p - - - - -",
            "rent a 1 2025-02-01 1 1 1 1 1 d p - - - - -", "recurring a 1 2025-02-01 1 1 1 1 1 d p - - - -",
            "recurring a 1 2025-02-01 1 1 1 1 1 d p - - - - - -", "recurring a x 2025-02-01 1 1 1 1 1 d p - - - - -",
            "recurring a 1 2025-02-01 1 1,0 1 1 1 d p - - - - -", "recurring - 1 2025-02-01 1 1 1 1 1 d p - - - - -",
        ];
        foreach (var text in texts)
            Should.Throw<System.Text.Json.JsonException>(
                () => EventJson.Read(Encoding.UTF8.GetBytes($"\"{text}\""), typeof(ChargeLine)), text);
    }

    private static ChargesPosted Event(ChargeRunStarted run, long position, CustomerOutcome outcome) => new(
        outcome.Customer.CustomerId, run.RunId, run.Date, position, outcome.Customer.Currency,
        outcome.Totals.ByCurrency[0].Debited,
        outcome.Totals.ByCurrency[0].Retail - outcome.Totals.ByCurrency[0].Debited,
        outcome.Customer.Credit, outcome.CreditAfter,
        [.. outcome.Lines.Where(line => line.Outcome == LineOutcome.Charged).Select(line => line.Line)]);

    private static (ChargeRunStarted Run, long Position, CustomerOutcome Outcome) Any(Random random)
    {
        var run = new ChargeRunStarted(Text(random), RunKind.ChargeRun, Date(random), null, null, [], "1");
        var lines = Enumerable.Range(0, random.Next(1, 6))
            .Select(n => AnyLine(random, n > 0 && random.Next(4) == 0)).ToList();
        var customer = new CustomerBook(Text(random), "EUR", "UTC", 0, Amount(random), random.Next(), []);
        return (run, random.NextInt64(), new(customer, lines, Amount(random),
            new(1, 1, 0, 0, 0,
                [new("EUR", 1, random.Next(1_000_000) / 1_000m, 1, random.Next(1_000_000) / 1_000_000m)])));
    }

    private static DecidedLine AnyLine(Random random, bool skipped) => new(
        new(Text(random), Text(random), random.Next(2) == 0 ? Text(random) : null, (ChargeKind)random.Next(4),
            Date(random), random.Next(), random.Next(),
            Amount(random), Amount(random), Amount(random), Amount(random), random.Next(2) == 0,
            !skipped && random.Next(2) == 0,
            (PriceFrom)random.Next(2), random.Next(2) == 0 ? Amount(random) : null,
            random.Next(2) == 0 ? Date(random) : null,
            random.Next(2) == 0 ? Date(random) : null, random.Next(2) == 0 ? random.Next(400) : null),
        random.NextInt64(), skipped ? LineOutcome.Skipped : LineOutcome.Charged, skipped ? Reasons.ZeroAmount : null);

    private static string Text(Random random) => string.Concat(
        Enumerable.Range(0, random.Next(1, 12)).Select(_ => "aZ09._-\"\\/<>&'+é漢\t\u2028 \n"[random.Next(20)]));

    private static DateOnly Date(Random random) =>
        DateOnly.MinValue.AddDays(random.Next(DateOnly.MaxValue.DayNumber + 1));

    private static decimal Amount(Random random) =>
        new(random.Next(), random.Next(3) == 0 ? random.Next() : 0, random.Next(9) == 0 ? random.Next() : 0,
            random.Next(2) == 0, (byte)random.Next(29));
}
