using System.Globalization;
using System.Text;
using System.Text.Json;
using FluentValidation;
using PackageBilling.Catalog;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Reference;

/// <summary>
/// A random history that is told to the product and to the plain rules alike. After every step both must agree: on what
/// is refused, on each line of each run, on what each call is answered, and at the end on credit and free minutes.
/// </summary>
internal sealed class Story(Node node, int seed)
{
    private static readonly string[] Destinations = ["447700900123", "442079460000", "14155550100", "919876543210"];
    private static readonly string[][] Prefixes = [[], ["44"], ["447"], ["1", "91"], ["4477", "442"]];
    private readonly Random _random = new(seed);
    private readonly PlainRules _rules = new();
    private readonly StringBuilder _told = new();
    private readonly string _tag = $"r{seed}";
    private readonly List<JsonElement> _sent = [];
    private readonly string[] _dids = [Did(seed, 0), Did(seed, 1)];
    private DateTime _now;
    private readonly List<(string RunId, DateOnly Date, int Number)> _runs = [];
    private int _names, _quantity = 1;

    /// <summary>What happened so far, for the one who has to find out why it went wrong.</summary>
    public string Told => _told.ToString();

    /// <summary>The customers so far.</summary>
    public IReadOnlyList<string> Customers => [.. _rules.Customers.Select(customer => customer.Id)];

    /// <summary>The runs so far.</summary>
    public IReadOnlyList<(string RunId, DateOnly Date)> Runs => [.. _runs.Select(run => (run.RunId, run.Date))];

    public async Task Live(int steps)
    {
        _now = new DateTime(
            2024, _random.Next(5) == 0 ? 10 : 2, 1, 0, 0, 0).AddDays(_random.Next(40)).AddHours(_random.Next(24));
        StoryClock.Now = new(_now, TimeSpan.Zero);
        foreach (var _ in Enumerable.Range(0, 2)) await Register();
        foreach (var kind in Enumerable.Range(0, 3)) await Define(kind == 1);
        await Assign();
        await Assign();
        await GoOn(steps);
    }

    /// <summary>Called after every step.</summary>
    public Func<Story, Task>? AfterStep { get; init; }

    /// <summary>Lives on after <see cref="Live"/>.</summary>
    public async Task GoOn(int steps)
    {
        StoryClock.Now = new(_now, TimeSpan.Zero);
        for (var step = 0; step < steps; step++)
        {
            _now = _now.AddDays(_random.Next(4) == 0 ? _random.Next(20) : 0).AddHours(_random.Next(14));
            StoryClock.Now = new(_now, TimeSpan.Zero);
            await (_random.Next(18) switch
            {
                0 => Define(_random.Next(2) == 0),
                1 => Revise(),
                2 or 3 => Assign(),
                4 => Change(),
                5 => End(),
                6 => _random.Next(2) == 0 ? Release() : Pay(),
                7 or 8 or 9 or 10 => Record(),
                11 => RunPackage(),
                12 => ReverseLine(),
                13 => ReverseRun(),
                _ => Run(),
            });
            if (AfterStep is { } look) await look(this);
        }
        await CompareTheEnd();
    }

    private static string Did(int seed, int n) => string.Create(CultureInfo.InvariantCulture, $"9{seed:00000000}{n}");

    /// <summary>The date that the story has come to.</summary>
    public DateOnly Today => DateOnly.FromDateTime(_now);

    private DateOnly Around(int before, int after) => Today.AddDays(_random.Next(-before, after + 1));

    private T One<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    private async Task Register()
    {
        var customer = new PlainCustomer(
            $"{_tag}-c{_rules.Customers.Count}", _rules.Customers.Count == 1 && _random.Next(4) == 0 ? "EUR" : "USD",
            One(Enum.GetValues<PlainZone>()), _random.Next(3) * 20);
        Tell($"register {customer}");
        await node.Send(new RegisterCustomer(
            customer.Id, "Customer", customer.Currency, customer.Zone.Name(), customer.CreditLimit));
        _rules.Customers.Add(customer);
        _rules.Credit[customer.Id] = 0;
    }

    private async Task Define(bool minutes)
    {
        var terms = Terms(minutes);
        var currency = _random.Next(6) == 0 ? "EUR" : "USD";
        var package = new PlainPackage($"{_tag}-p{_rules.Packages.Count}", currency, minutes, terms);
        Tell($"define {package.Id} {currency} {Text(terms)}");
        await node.Send(new DefinePackage
        {
            PackageId = package.Id, Type = minutes ? "freeMinutes" : "standard", Currency = currency,
            Name = $"{_tag} {_names++}", Retail = terms.Retail,
            Cost = terms.Cost, SetupRetail = terms.SetupRetail, Frequency = FrequencyOf(terms),
            FrequencyMatch = MatchOf(terms),
            Destinations = minutes ? JsonSerializer.SerializeToElement(terms.Destinations) : null,
            MinimumSpend = terms.MinimumSpend, MinimumDays = terms.MinimumDays,
        });
        _rules.Packages.Add(package);
    }

    private Task Revise()
    {
        var package = One(_rules.Packages);
        var from = Around(20, 30);
        var terms = _random.Next(3) == 0
            ? package.On(from) with { Retail = _random.Next(40) / 4m, Cost = _random.Next(9) }
            : Terms(package.GrantsMinutes);
        return Both($"revise {package.Id} from {from:O} to {Text(terms)}",
            () => _rules.Revise(package, from, terms, _now), () => node.Send(new RevisePackage
            {
                PackageId = package.Id, Name = $"{_tag} {_names++}", Retail = terms.Retail, Cost = terms.Cost,
                SetupRetail = terms.SetupRetail, Frequency = FrequencyOf(terms), FrequencyMatch = MatchOf(terms),
                Destinations = package.GrantsMinutes ? JsonSerializer.SerializeToElement(terms.Destinations) : null,
                MinimumSpend = terms.MinimumSpend, MinimumDays = terms.MinimumDays, EffectiveFrom = from,
            }));
    }

    private Task Assign()
    {
        var package = One(_rules.Packages);
        var start = Around(70, 20);
        var assignment = new PlainAssignment
        {
            Id = $"{_tag}-a{_random.Next(100)}-{_rules.Assignments.Count}-{_names++}",
            Customer = One(_rules.Customers), Package = package,
            Did = _random.Next(3) == 0 ? One(_dids) : null, Quantity = _random.Next(1, 5), Start = start,
            End = _random.Next(3) == 0 ? start.AddDays(_random.Next(60)) : null, AutoDecrement = _random.Next(2) == 0,
            FreeMinutes = package.GrantsMinutes != (_random.Next(20) == 0) ? _random.Next(1, 60) : null,
            BilledThrough = _random.Next(8) == 0 ? start.AddDays(_random.Next(-3, 40)) : null,
        };
        var allow = _random.Next(2) == 0;
        return Both($"assign {assignment.Id} {package.Id} to {assignment.Customer.Id} did {assignment.Did} "
            + $"{start:O}..{assignment.End:O} x{assignment.Quantity} auto {assignment.AutoDecrement} minutes "
            + $"{assignment.FreeMinutes} billed {assignment.BilledThrough:O} duplicate {allow}",
            () => _rules.Assign(assignment, allow),
            () => node.Send(new AssignPackage(assignment.Customer.Id, new(
                assignment.Id, package.Id, assignment.Quantity, start, assignment.End,
                assignment.Did, assignment.AutoDecrement, assignment.FreeMinutes,
                assignment.BilledThrough, null, allow))));
    }

    private Task Change()
    {
        if (_rules.Assignments.Count == 0) return Task.CompletedTask;
        var (assignment, from) = (One(_rules.Assignments), Around(40, 20));
        // A change to what holds already is no event in the product, so these stories always change something.
        var (quantity, flag) =
            (1_000 + _quantity++, !assignment.AutoDecrementOn(assignment.End < from ? assignment.End.Value : from));
        return Both($"change {assignment.Id} from {from:O} to x{quantity} auto {flag}",
            () => _rules.Change(assignment, from, quantity, flag),
            () => node.Send(new ChangeAssignment(assignment.Customer.Id, assignment.Id, new(quantity, flag, from))));
    }

    private Task End()
    {
        if (_rules.Assignments.Count == 0) return Task.CompletedTask;
        var assignment = One(_rules.Assignments);
        var (end, allow) = (assignment.Start.AddDays(_random.Next(-1, 80)), _random.Next(2) == 0);
        return Both($"end {assignment.Id} on {end:O} duplicate {allow}", () => _rules.End(assignment, end, allow),
            () => node.Send(new EndAssignment(assignment.Customer.Id, assignment.Id, end, allow)));
    }

    private Task Release()
    {
        var (did, date) = (One(_dids), Around(30, 15));
        return Both(
            $"release {did} on {date:O}", () => _rules.Release(did, date), () => node.Send(new ReleaseDid(did, date)));
    }

    private async Task Pay()
    {
        var (customer, amount) = (One(_rules.Customers), _random.Next(1, 200));
        Tell($"pay {customer.Id} {amount}");
        await node.Send(new ReceivePayment(customer.Id, amount, $"r{_names++}"));
        _rules.Credit[customer.Id] += amount;
    }

    private async Task Run()
    {
        var date = _random.Next(3) == 0
            ? Around(45, 1) : new DateOnly(Today.Year, Today.Month, 1).AddDays(_random.Next(3) == 0 ? 14 : 0);
        if (!await Both(
            $"run {date:O} at {_now:O}", () => _rules.Run(date, _rules.Customers, false, _now), lines => Compare(lines,
                () => node.Run(date, [.. _rules.Customers.Select(customer => customer.Id)])))) return;
    }

    private Task RunPackage()
    {
        var (customer, date) = (One(_rules.Customers), Around(30, 1));
        return Both($"run package {customer.Id} {date:O} at {_now:O}", () => _rules.Run(date, [customer], true, _now),
            lines => Compare(lines, () => node.RunPackage(customer.Id, date)));
    }

    private Task ReverseLine()
    {
        if (_rules.Posted.Count == 0) return Task.CompletedTask;
        var (key, postings) = One(_rules.Posted.ToList());
        var (occurrence, chargeAgain) = (_random.Next(postings.Count), _random.Next(2) == 0);
        var chargeId = string.Create(
            CultureInfo.InvariantCulture, $"{key.Assignment}.{key.Kind}.{key.Date:yyyy-MM-dd}.{occurrence + 1}");
        return Both(
            $"reverse {chargeId}, charge again {chargeAgain}", () => _rules.Reverse(postings[occurrence], chargeAgain),
            async () => (await node.Send(new ReverseLine(chargeId, "a mistake", chargeAgain))).Retail
                .ShouldBe(-postings[occurrence].Retail));
    }

    private async Task ReverseRun()
    {
        if (_runs.Count == 0) return;
        var (run, chargeAgain) = (One(_runs), _random.Next(2) == 0);
        Tell($"reverse run {run.Number} for {run.Date:O}, charge again {chargeAgain}");
        var shown = await node.Send(new ReverseRun(run.RunId));
        var expected = _rules.ReverseRun(run.Number, chargeAgain);
        var done = await node.Send(new ReverseRun(run.RunId, Simulate: false, "a mistake", chargeAgain));
        foreach (var report in (Report[])[shown, done])
        {
            report.Lines.Select(line => line.Retail).Order()
                .ShouldBe(expected.Select(posting => -posting.Retail).Order());
            (report.Totals.Lines, report.Totals.ByCurrency.Sum(sum => sum.Debited)).ShouldBe(
                (expected.Count, -expected.Where(posting => posting.Debits).Sum(posting => posting.Retail)));
        }
    }

    private async Task Record()
    {
        var (body, expected, duplicates, rejected) =
            (new List<JsonElement>(), new List<PlainCall>(), 0, new HashSet<string>());
        for (var n = _random.Next(1, 7); n > 0; n--)
        {
            if (_sent.Count > 0 && _random.Next(5) == 0)
            {
                body.Add(One(_sent));
                duplicates++;
                continue;
            }
            var customer = One(_rules.Customers);
            var started = _random.Next(3) == 0 ? Edge() : _now.AddMinutes(_random.Next(-30 * 24 * 60, 60));
            var (did, destination, seconds) = (_random.Next(2) == 0 ? One(_dids) : null, One(Destinations),
                _random.Next(6) == 0 ? 0 : _random.Next(2_000));
            var amount = _random.Next(10_000_000) / (_random.Next(2) == 0 ? 1_000_000m : 100_000m);
            var call = new PlainCall($"{_tag}-k{_names++}", customer, did, destination, started, seconds, amount,
                customer.Zone.DateOf(started));
            var offset = _random.Next(-11, 13);
            var sent = JsonSerializer.SerializeToElement(new
            {
                callId = call.Id, customerId = customer.Id, did,
                destination = One<string>(["+", "00", "", " "]) + destination,
                startedAt = new DateTimeOffset(started.AddHours(offset),
                    TimeSpan.FromHours(offset)).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
                billedSeconds = seconds, amount = amount.ToString(CultureInfo.InvariantCulture),
            });
            body.Add(sent);
            if (_rules.CannotBe(call, _now))
            {
                rejected.Add(call.Id);
                continue;
            }
            _sent.Add(sent);
            _rules.Record(call);
            expected.Add(call);
        }
        Tell($"record {JsonSerializer.Serialize(body)}");
        var taken = await node.Record(body.Cast<object>());
        (taken.Accepted, taken.Duplicates, taken.RejectedCount).ShouldBe((expected.Count, duplicates, rejected.Count));
        var ids = body.Select(call => call.GetProperty("callId").GetString()!)
            .Where(id => !rejected.Contains(id)).ToList();
        taken.Calls!.Select(call => (call.CallId, call.FreeSeconds, call.Charged)).ShouldBe(
            ids.Select(id => _rules.Calls.Single(call => call.Id == id))
                .Select(call => (call.Id, call.Free, call.Charged)));
    }

    /// <summary>Instants around midnights and daylight saving, where dates are easily got wrong.</summary>
    private DateTime Edge() => One<DateTime>(
    [
        new(2024, 3, 31, 0, 59, 59), new(2024, 3, 31, 1, 0, 0), new(2024, 3, 10, 4, 59, 59), new(2024, 3, 11, 4, 0, 0),
        new(2024, 3, 10, 6, 59, 59),
        new(2024, 10, 27, 0, 30, 0), new(2024, 11, 3, 5, 30, 0), new(2024, 3, 1, 0, 0, 0), new(2024, 2, 29, 23, 59, 59),
        new(2024, 3, 31, 23, 30, 0),
        Today.ToDateTime(default), Today.ToDateTime(default).AddSeconds(-1), Today.ToDateTime(default).AddHours(-14),
        Today.ToDateTime(default).AddHours(12),
    ]);

    private async Task Compare(List<PlainLine> expected, Func<Task<RunView>> run)
    {
        var made = await run();
        _runs.Add((made.RunId, made.Date, _rules.Runs));
        var lines = await node.Lines(made);
        lines.Select(line => new PlainLine(line.CustomerId, line.AssignmentId, line.Kind.Text(), line.Outcome.Text(),
            line.Reason, line.Quantity, line.Retail, line.Cost, line.DebitsCredit, line.InsufficientCredit, line.Again))
            .ShouldBe(expected);
        made.Totals.ByCurrency.Sum(sum => sum.Retail)
            .ShouldBe(expected.Where(line => line.Outcome == "charged").Sum(line => line.Retail));
    }

    private async Task CompareTheEnd()
    {
        foreach (var customer in _rules.Customers)
        {
            (await node.Send(new GetAccount(customer.Id))).Credit.ShouldBe(_rules.Credit[customer.Id]);
            foreach (var at in (DateTime[])[_now,
                _now.AddDays(-_random.Next(40)).AddMinutes(_random.Next(2_000)), Edge()])
                (await node.Send(new GetFreeMinutes(customer.Id, new(at, TimeSpan.Zero))))
                    .Select(window => new PlainWindow(window.AssignmentId, window.WindowFrom, window.WindowTo,
                        window.GrantedSeconds, window.UsedSeconds, window.RemainingSeconds))
                    .ShouldBe(_rules.WindowsAt(customer, at), $"at {at:O}");
            var calls = await node.CallsOf(customer.Id);
            calls.Select(call => (call.CallId, call.LocalDate, call.Did, call.Destination, call.FreeSeconds,
                call.Charged, Uses(call.Uses))).ShouldBe(
                    _rules.Calls.Where(call => call.Customer == customer)
                        .Select(call => (call.Id, call.Date, call.Did, call.Destination, call.Free, call.Charged,
                            Uses([.. call.Uses.Select(use => new FreeUse(
                                use.Assignment.Id, use.WindowFrom, use.Seconds))]))));
        }

        static string Uses(IReadOnlyList<FreeUse> uses) =>
            string.Join(' ', uses.Select(use => $"{use.AssignmentId}@{use.WindowFrom:O}:{use.Seconds}"));
    }

    private PlainTerms Terms(bool minutes)
    {
        var frequency = One<PlainFrequency>([PlainFrequency.Monthly, PlainFrequency.Monthly, PlainFrequency.Monthly,
            PlainFrequency.Weekly, PlainFrequency.Daily, PlainFrequency.None]);
        int[] days = frequency switch
        {
            PlainFrequency.Monthly => One<int[]>([[1], [1], [15, 31], [30, 31], [1, 15], [28]]),
            PlainFrequency.Weekly => One<int[]>([[1], [1, 4], [5]]),
            _ => [],
        };
        return new(_random.Next(3) == 0 ? 0 : _random.Next(40) / 4m, _random.Next(3), _random.Next(3), frequency, days,
            minutes ? One(Prefixes) : [],
            frequency != PlainFrequency.None && _random.Next(2) == 0 ? _random.Next(1, 30) : null,
            _random.Next(8) == 0 ? _random.Next(1, 30) : null);
    }

    private static string FrequencyOf(PlainTerms terms) => terms.Frequency.ToString().ToLowerInvariant();

    private static JsonElement MatchOf(PlainTerms terms) => terms.Frequency == PlainFrequency.Weekly
        ? JsonSerializer.SerializeToElement(
            terms.Days.Select(day => ((DayOfWeek)day).ToString()[..3].ToLowerInvariant()))
        : JsonSerializer.SerializeToElement(terms.Days);

    private static string Text(PlainTerms terms) =>
        $"{terms.Frequency} [{string.Join(',', terms.Days)}] retail {terms.Retail} cost {terms.Cost} setup "
            + $"{terms.SetupRetail} min {terms.MinimumSpend} days {terms.MinimumDays} to "
            + $"[{string.Join(',', terms.Destinations)}]";

    private void Tell(string what) => _told.AppendLine(CultureInfo.InvariantCulture, $"{_now:yyyy-MM-ddTHH:mm} {what}");

    /// <summary>Both refuse, or both do it.</summary>
    private async Task<bool> Both<T>(string what, Func<T?> plain, Func<T, Task> product) where T : class
    {
        Tell(what);
        var answer = plain();
        var refused = await Refused(() => product(answer!), expectsRefusal: answer is null);
        refused.ShouldBe(answer is null ? "refused" : null);
        return answer is not null;
    }

    private Task Both(string what, Func<bool> plain, Func<Task> product) =>
        Both(what, () => plain() ? "done" : null, _ => product());

    private static async Task<string?> Refused(Func<Task> product, bool expectsRefusal)
    {
        try
        {
            await product();
            return null;
        }
        catch (Exception e) when (e is ProblemException or ValidationException)
        {
            return expectsRefusal ? "refused" : e.Message;
        }
    }
}
