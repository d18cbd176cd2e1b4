using System.Text;

namespace PackageBilling.Modules.Tests.Billing.Usage;

/// <summary>What a record and a body must look like, and what is said of those that do not.</summary>
public sealed class ReadingCalls
{
    // One line, as a record of NDJSON is.
    private const string Good =
        """{"callId":"k1","customerId":"c","destination":"+44 20 7946 0000","startedAt":"""
        + "\"2025-01-31T18:30:00+05:30\",\"billedSeconds\":60,\"amount\":\"1.25\"}";

    [Fact]
    public void a_good_record_is_read_and_put_in_order()
    {
        var (call, rejected) = Read(
            Good.Replace("\"amount\"", "\"did\":\"+12025550100\",\"amount\"", StringComparison.Ordinal));
        rejected.ShouldBeNull();
        call.ShouldBe(
            new(3, "k1", "c", "12025550100", "442079460000", new(2025, 1, 31, 13, 0, 0, TimeSpan.Zero), 60, 1.25m));
    }

    [Theory]
    [InlineData("+442079460000", "442079460000")]
    [InlineData("00 44 2079 460000", "442079460000")]
    [InlineData(" 44 2079 460000 ", "442079460000")]
    [InlineData("112", "112")]
    [InlineData("0207946", null)]
    [InlineData("+", null)]
    [InlineData("44-20", null)]
    [InlineData("1234567890123456", null)]
    [InlineData("٤٤٢٠", null)]
    public void destinations_are_digits_of_e164(string sent, string? normalised) =>
        Destination.Normalise(sent).ShouldBe(normalised);

    [Theory]
    [InlineData("2025-01-31T18:30:00Z", "2025-01-31T18:30:00.000000Z")]
    [InlineData("2025-01-31T18:30:00.1234567-08:00", "2025-02-01T02:30:00.123456Z")]
    [InlineData("2025-01-31t18:30:00z", "2025-01-31T18:30:00.000000Z")]
    [InlineData("2025-01-31T18:30:00", null)]
    [InlineData("2025-02-29T18:30:00Z", null)]
    [InlineData("2025-01-31T24:00:00Z", null)]
    [InlineData("2025-01-31T18:30:00+5:30", null)]
    [InlineData("2025-01-31T18:30:00.Z", null)]
    [InlineData("2025-01-31 18:30:00Z", null)]
    [InlineData("31/01/2025", null)]
    public void an_instant_has_its_offset(string sent, string? instant) =>
        Instants.Parse(Encoding.UTF8.GetBytes(sent))?.ToString(
            "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture).ShouldBe(instant);

    [Fact]
    public void all_that_is_wrong_with_a_record_is_said() =>
        Read("""{"callId":"k1","customerId":"a b","did":["x"],"destination":"alice","price":{"a":1},"amount":"1,5"}""")
            .Item2!.Error.ShouldBe("customerId must be 1 to 64 letters, digits, '.', '_' or '-'; "
                + "did must be a phone number of 3 to 15 digits with its country code, such as +442079460001; "
                + "destination must be 1 to 15 digits of E.164, with '+', '00' or spaces at most; "
                + "price is not a field of a call; "
                + "amount “1,5” isn't an amount: use a point for decimals, such as 1.5; "
                + "startedAt is required; billedSeconds is required");

    [Theory]
    [InlineData("\"k1\"", "\"\"", "callId")]
    [InlineData("\"k1\"", "5", "callId")]
    [InlineData("\"k1\"", "\"a\\u0007b\"", "callId")]
    [InlineData("\"c\"", "\"no id\"", "customerId")]
    [InlineData("60", "-1", "billedSeconds")]
    [InlineData("60", "1e99", "billedSeconds")]
    [InlineData("60", "60.5", "billedSeconds")]
    [InlineData("60", "\"60\"", "billedSeconds")]
    [InlineData("\"1.25\"", "-0.01", "amount")]
    [InlineData("\"1.25\"", "1000000001", "amount")]
    [InlineData("\"1.25\"", "0.0000001", "amount")]
    [InlineData("\"1.25\"", "1e400", "amount")]
    [InlineData("\"1.25\"", "\"1,25\"", "amount")]
    [InlineData("\"1.25\"", "\"0,05\"", "amount “0,05” isn't an amount: use a point for decimals, such as 0.05")]
    [InlineData("\"1.25\"", "\"+1\"", "amount “+1” isn't an amount: leave out the plus sign")]
    [InlineData("\"1.25\"", "\"\"", "amount is empty")]
    [InlineData("\"1.25\"", "null", "amount")]
    [InlineData(",\"amount\":\"1.25\"", "", "amount is required")]
    [InlineData("\"amount\"", "\"price\"", "price is not a field")]
    [InlineData("\"amount\"", "\"callId\":\"k2\",\"amount\"", "twice")]
    [InlineData("\"1.25\"}", "\"1.25\"", "valid JSON")]
    [InlineData("\"1.25\"}", "\"1.25\"} x", "valid JSON")]
    [InlineData(Good, "[]", "must be an object")]
    [InlineData("\"2025-01-31T18:30:00+05:30\"", "\"2025-01-31T18:30:00\"", "must be an instant with its offset")]
    [InlineData("\"2025-01-31T18:30:00+05:30\"", "1736071200", "startedAt must be an instant")]
    public void a_bad_record_says_what_is_wrong(string part, string instead, string error)
    {
        var (call, rejected) = Read(Good.Replace(part, instead, StringComparison.Ordinal));
        call.ShouldBeNull();
        rejected!.Line.ShouldBe(3);
        rejected.Error.ShouldContain(error);
    }

    [Fact]
    public void a_malformed_line_is_rejected_by_its_number_and_the_others_are_taken()
    {
        var batch = CallBody.Read(Body($"{Good}\n\n{{oops\r\n{Good.Replace("k1", "k2", StringComparison.Ordinal)}\r\n"
            + $"{new string('x', 70_000)}\n{Good.Replace("k1", new string('k', 10_000), StringComparison.Ordinal)}\n"
            + $"{Good}"), CallFormat.Lines).ToList().ShouldHaveSingleItem();
        batch.Calls.Select(call => (call.Line, call.CallId)).ShouldBe([(1, "k1"), (4, "k2"), (7, "k1")]);
        batch.Rejected.Select(rejected => rejected.Line).ShouldBe([3, 5, 6]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[")]
    [InlineData("[{}")]
    [InlineData("[{} {}]")]
    [InlineData("[{},]")]
    [InlineData("[,{}]")]
    [InlineData("[{\"a\":}]")]
    [InlineData("[{}] x")]
    [InlineData("[{\"a\":\"]")]
    [InlineData("[{]}")]
    public void an_array_is_well_formed_or_nothing_of_it_is_taken(string body) =>
        Should.Throw<ProblemException>(() => CallBody.Check(Body(body), CallFormat.Array)).Kind
            .ShouldBe(ProblemKind.Malformed);

    [Theory]
    [InlineData("[]", 0)]
    [InlineData(" [ {} , [1,{\"]\":\"}\\\"\"}] , 5 ] ", 3)]
    public void records_of_an_array_are_counted(string body, long records) =>
        CallBody.Check(Body(body), CallFormat.Array).ShouldBe(records);

    [Theory]
    [InlineData(CallFormat.Array)]
    [InlineData(CallFormat.Lines)]
    internal void bodies_longer_than_any_buffer_come_in_commits(CallFormat format)
    {
        var records = Enumerable.Range(1, 25_000).Select(n => Good.Replace("k1", $"k{n}", StringComparison.Ordinal));
        var body = format == CallFormat.Array ? $"[{string.Join(",\n", records)}]" : string.Join('\n', records);
        var batches = CallBody.Read(Body(body), format).ToList();
        batches.Select(batch => batch.Count).ShouldBe([10_000, 10_000, 5_000]);
        batches.SelectMany(batch => batch.Calls).Select(call => call.CallId)
            .ShouldBe(Enumerable.Range(1, 25_000).Select(n => $"k{n}"));
        CallBody.Check(Body(body), format).ShouldBe(25_000);
    }

    private static (Call?, RejectedCall?) Read(string json) => CallJson.Read(3, Encoding.UTF8.GetBytes(json));

    private static MemoryStream Body(string text) => new(Encoding.UTF8.GetBytes(text));
}
