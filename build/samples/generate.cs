// Writes the sample carrier's files anew: dotnet run build/samples/generate.cs
// The same files every time: the numbers are drawn from a sequence of its own. Phone numbers are of ranges that regulators keep
// for films where there are such (US, Canada, UK, Germany, France, Ireland, Australia).
#:property PublishAot=false
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

var folder = Path.GetDirectoryName(Here())!;
var draw = new Draw(20251231);

// Until this date the old switch has billed.
var billedThrough = new DateOnly(2025, 12, 31);

var regions = new Region[]
{
    new("USD", 200, ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix"], ["Inc", "LLC", "Corp", "Group"]),
    new("EUR", 130, ["Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Amsterdam", "Europe/Dublin"], ["GmbH", "SARL", "SL", "BV", "Ltd"]),
    new("GBP", 110, ["Europe/London"], ["Ltd", "LLP", "plc", "& Sons"]),
    new("CAD", 30, ["America/Toronto", "America/Vancouver", "America/Halifax"], ["Inc", "Ltd"]),
    new("AUD", 30, ["Australia/Sydney", "Australia/Perth", "Australia/Brisbane"], ["Pty Ltd"]),
};

var packages = new List<Package>
{
    new("did-us", "DID United States", "USD", 1.50m, 0.35m, 1m, 0.25m, Did: true),
    new("did-us-tollfree", "DID United States toll-free", "USD", 3.00m, 1.10m, 2m, 0.50m, Did: true),
    new("did-gb-usd", "DID United Kingdom (billed in USD)", "USD", 2.75m, 0.80m, 1m, 0.25m, Did: true),
    new("seat-us", "Hosted PBX seat", "USD", 18.00m, 6.50m, Kind: Kind.Seat),
    new("seat-us-pro", "Hosted PBX seat with call centre", "USD", 29.00m, 10.25m, 5m, 0m, Kind: Kind.Seat),
    new("trunk-us", "SIP trunk", "USD", 15.00m, 4.00m, 25m, 8m, Kind: Kind.Other),
    new("channel-us", "SIP channel", "USD", 9.50m, 3.20m, Quantity: 10, Kind: Kind.Seat),
    new("fax-us", "Fax to e-mail", "USD", 6.00m, 1.80m, Kind: Kind.Other, Match: "15"),
    new("recording-us", "Call recording, 90 days kept", "USD", 4.50m, 1.20m, Kind: Kind.Other),
    new("phone-us", "Desk phone rental", "USD", 5.00m, 3.10m, 25m, 18m, Kind: Kind.Other, MinimumDays: 365),
    new("conference-us", "Conference room, per day", "USD", 0.25m, 0.08m, Frequency: "daily", Match: "", Kind: Kind.Other),
    new("bundle-us-500", "500 minutes US and Canada", "USD", 9.90m, 4.00m, Destinations: "1", Kind: Kind.Bundle, Minutes: 500),
    new("bundle-eu-usd", "200 minutes to Europe", "USD", 7.90m, 3.60m, Destinations: "33 34 353 44 49", Kind: Kind.Bundle, Minutes: 200),
    new("minimum-us-50", "Calls of 50 a month at least", "USD", 0m, 0m, MinimumSpend: 50m, Kind: Kind.Other),

    new("did-gb", "DID United Kingdom", "GBP", 1.80m, 0.55m, 1m, 0.20m, Did: true),
    new("did-gb-freephone", "DID United Kingdom freephone", "GBP", 3.50m, 1.40m, 2m, 0.50m, Did: true),
    new("seat-gb", "Hosted seat", "GBP", 14.00m, 5.00m, Kind: Kind.Seat),
    new("trunk-gb", "SIP trunk UK", "GBP", 12.00m, 3.40m, 20m, 6m, Kind: Kind.Other),
    new("channel-gb", "SIP channel UK", "GBP", 7.50m, 2.60m, Quantity: 4, Kind: Kind.Seat, Match: "1 15", Description: "Bills half on the 1st and half on the 15th"),
    new("fax-gb", "Fax to e-mail UK", "GBP", 4.50m, 1.30m, Kind: Kind.Other),
    new("recording-gb", "Call recording UK", "GBP", 3.50m, 0.95m, Kind: Kind.Other, Match: "31", Description: "Bills on the last day of every month"),
    new("phone-gb", "Desk phone rental UK", "GBP", 4.00m, 2.60m, 20m, 15m, Kind: Kind.Other, MinimumDays: 365),
    new("bundle-gb-1000", "1,000 minutes UK", "GBP", 8.50m, 3.20m, Destinations: "44", Kind: Kind.Bundle, Minutes: 1000),
    new("minimum-gb-40", "Calls of 40 a month at least, UK", "GBP", 0m, 0m, MinimumSpend: 40m, Kind: Kind.Other),

    new("did-de", "DID Germany", "EUR", 1.90m, 0.60m, 1m, 0.30m, Did: true),
    new("did-fr", "DID France", "EUR", 1.70m, 0.50m, 1m, 0.30m, Did: true),
    new("did-es", "DID Spain", "EUR", 2.10m, 0.70m, 1m, 0.30m, Did: true),
    new("did-ie", "DID Ireland", "EUR", 2.20m, 0.75m, 1m, 0.30m, Did: true),
    new("seat-eu", "Cloud PBX seat", "EUR", 15.00m, 5.40m, Kind: Kind.Seat),
    new("trunk-eu", "SIP trunk EU", "EUR", 13.00m, 3.70m, 20m, 6m, Kind: Kind.Other),
    new("channel-eu", "SIP channel EU", "EUR", 8.00m, 2.80m, Quantity: 4, Kind: Kind.Seat),
    new("fax-eu", "Fax to e-mail EU", "EUR", 5.00m, 1.50m, Kind: Kind.Other),
    new("recording-eu", "Call recording EU", "EUR", 4.00m, 1.10m, Kind: Kind.Other),
    new("phone-eu", "Desk phone rental EU", "EUR", 4.50m, 2.90m, 22m, 16m, Kind: Kind.Other, MinimumDays: 730),
    new("bundle-eu-300", "300 minutes Western Europe", "EUR", 6.90m, 2.90m, Destinations: "31 33 34 353 49", Kind: Kind.Bundle, Minutes: 300),
    new("support-eu", "Priority support, weekly", "EUR", 12.00m, 4.00m, Frequency: "weekly", Match: "mon", Kind: Kind.Other),

    new("did-ca", "DID Canada", "CAD", 1.95m, 0.60m, 1m, 0.30m, Did: true),
    new("seat-ca", "Hosted PBX seat Canada", "CAD", 22.00m, 8.00m, Kind: Kind.Seat),
    new("channel-ca", "SIP channel Canada", "CAD", 12.00m, 4.10m, Quantity: 4, Kind: Kind.Other),
    new("bundle-ca-500", "500 minutes Canada and US", "CAD", 11.90m, 4.80m, Destinations: "1", Kind: Kind.Bundle, Minutes: 500),

    new("did-au", "DID Australia", "AUD", 3.20m, 1.20m, 2m, 0.60m, Did: true),
    new("seat-au", "Hosted PBX seat Australia", "AUD", 24.00m, 9.00m, Kind: Kind.Seat),
    new("channel-au", "SIP channel Australia", "AUD", 14.00m, 5.00m, Quantity: 4, Kind: Kind.Other),
    new("bundle-au-300", "300 minutes Australia and New Zealand", "AUD", 13.50m, 5.90m, Destinations: "61 64", Kind: Kind.Bundle, Minutes: 300),
    new("porting-us", "Number porting", "USD", 0m, 0m, 15m, 6m, Frequency: "none", Match: "", Kind: Kind.Other),
    new("porting-eu", "Number porting EU", "EUR", 0m, 0m, 12m, 5m, Frequency: "none", Match: "", Kind: Kind.Other),
};

string[] first = ["Harbour", "Finch", "Oakfield", "Summit", "Lakeside", "Meridian", "Crescent", "Beacon", "Northgate", "Silverline", "Redwood", "Atlas",
    "Cobalt", "Juniper", "Kestrel", "Larkspur", "Marlin", "Orchard", "Pinnacle", "Quarry", "Ridgeway", "Sterling", "Tamarind", "Willow", "Zenith"];
string[] second = ["Dental Care", "Logistics", "Legal", "Travel", "Insurance", "Property", "Motors", "Foods", "Media", "Clinics", "Contact Centre", "Hotels",
    "Accounting", "Engineering", "Software", "Pharmacy", "Couriers", "Recruitment", "Furniture", "Energy"];

var customers = new List<Customer>();
foreach (var region in regions)
    for (var i = 0; i < region.Customers; i++)
    {
        var n = customers.Count;
        var prepaid = draw.Below(10) < 6;
        customers.Add(new(
            string.Create(CultureInfo.InvariantCulture, $"C{10001 + n}"),
            $"{first[n % first.Length]} {second[n / first.Length % second.Length]} {draw.Of(region.Suffixes)}",
            region.Currency, draw.Of(region.Zones), prepaid ? 0 : 100 * (1 + draw.Below(20)), prepaid ? 25 * (2 + draw.Below(30)) : 0));
    }

var numbers = new Numbers();
var assignments = new List<string[]>();
var firstDid = new Dictionary<string, (string Number, DateOnly Start, DateOnly? End)>();
for (var n = 0; n < 2000; n++)
{
    var customer = customers[n % customers.Count];
    var turn = n / customers.Count;
    var wanted = turn switch { 0 => Kind.Did, 1 => Kind.Seat, 2 => draw.Below(2) == 0 ? Kind.Did : Kind.Other, _ => draw.Below(3) == 0 ? Kind.Bundle : Kind.Other };
    var package = draw.Of([.. packages.Where(one => one.Currency == customer.Currency && one.KindOf == wanted)]);

    var start = new DateOnly(2021, 1, 1).AddDays(draw.Below(1826));
    var isNew = draw.Below(10) == 0;
    if (isNew) start = new DateOnly(2026, 1, 5).AddDays(draw.Below(85));
    DateOnly? end = null;
    if (!isNew && draw.Below(8) == 0)
    {
        end = start.AddDays(Math.Max(package.MinimumDays ?? 30, 30) + draw.Below(700));
        if (end > billedThrough) end = null;
    }
    var did = "";
    if (package.KindOf == Kind.Did)
    {
        did = numbers.Next(package.Id);
        firstDid.TryAdd(customer.Id, (did, start, end));
    }
    else if (package.KindOf == Kind.Bundle && firstDid.TryGetValue(customer.Id, out var own) && draw.Below(2) == 0)
        (did, start, end) = (own.Number, own.Start, own.End);
    var quantity = package.KindOf == Kind.Seat ? 2 + draw.Below(25) : package.Id.StartsWith("phone", StringComparison.Ordinal) ? 1 + draw.Below(12) : 1;
    assignments.Add([
        string.Create(CultureInfo.InvariantCulture, $"A{200001 + n}"), customer.Id, package.Id,
        quantity.ToString(CultureInfo.InvariantCulture), Text(start), end is { } last ? Text(last) : "", did.Length > 0 ? $"+{did}" : "",
        customer.Opening > 0 ? "true" : "false", package.Minutes?.ToString(CultureInfo.InvariantCulture) ?? "",
        start <= billedThrough ? Text(billedThrough) : "",
    ]);
}

Write("packages.csv", "packageId,name,description,type,retail,cost,setupRetail,setupCost,currency,quantity,frequency,frequencyMatch,destinations,minimumSpend,minimumDays",
    packages.Select(p => new[]
    {
        p.Id, p.Name, p.Description, p.Minutes is null ? "standard" : "freeMinutes", Money(p.Retail), Money(p.Cost), Money(p.SetupRetail), Money(p.SetupCost),
        p.Currency, p.Quantity.ToString(CultureInfo.InvariantCulture), p.Frequency, p.Match, p.Destinations, p.MinimumSpend is { } least ? Money(least) : "",
        p.MinimumDays?.ToString(CultureInfo.InvariantCulture) ?? "",
    }));
Write("customers.csv", "customerId,name,currency,timeZone,creditLimit",
    customers.Select(c => new[] { c.Id, c.Name, c.Currency, c.Zone, Money(c.Limit) }));
Write("assignments.csv", "assignmentId,customerId,packageId,quantity,startDate,endDate,did,autoDecrementCredit,freeMinutes,billedThrough", assignments);
Write("payments.csv", "reference,customerId,amount",
    customers.Where(c => c.Opening > 0).Select(c => new[] { $"opening-{c.Id}", c.Id, Money(c.Opening) }));
Write("calls.csv", "callId,customerId,did,destination,startedAt,billedSeconds,amount", Calls());
return;

// The calls of the first month here, as the switch rated them: office hours, few at weekends, in the order of time.
IEnumerable<string[]> Calls()
{
    var month = new DateTime(2026, 1, 1);
    var bundled = assignments.Where(row => row[8].Length > 0).Select(row => row[1]).ToHashSet();
    var calls = new List<(DateTime At, string[] Fields)>();
    foreach (var customer in customers)
    {
        // One in eight of those with a bundle uses it up.
        var count = bundled.Contains(customer.Id) && draw.Below(8) == 0 ? 200 + draw.Below(160) : 3 + draw.Below(35);
        for (var n = 0; n < count; n++)
        {
            var at = month.AddDays(draw.Below(31)).AddHours(8 + draw.Below(10)).AddSeconds(draw.Below(3600));
            if (at.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && draw.Below(6) > 0) at = at.AddDays(at.Day <= 24 ? 2 : -5);
            var target = Target.For(customer.Currency, draw.Below(100));
            var seconds = draw.Below(12) == 0 ? 0 : 6 * (1 + draw.Below(draw.Below(4) == 0 ? 240 : 60));
            var did = firstDid.TryGetValue(customer.Id, out var own) && own.End is null && own.Start <= DateOnly.FromDateTime(at) && draw.Below(4) > 0 ? $"+{own.Number}" : "";
            calls.Add((at, [customer.Id, did, target.Number(draw), at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                seconds.ToString(CultureInfo.InvariantCulture), Money(Math.Round(target.PerMinute * seconds / 60, 4))]));
        }
    }
    return calls.OrderBy(call => call.At).Select((call, n) => (string[])[string.Create(CultureInfo.InvariantCulture, $"sw1-202601-{n + 1:000000}"), .. call.Fields]);
}

void Write(string file, string header, IEnumerable<string[]> rows)
{
    var text = new StringBuilder(header).Append('\n');
    foreach (var row in rows) text.AppendJoin(',', row.Select(field => field.Contains(',') || field.Contains('"') ? $"\"{field.Replace("\"", "\"\"")}\"" : field)).Append('\n');
    File.WriteAllText(Path.Combine(folder, file), text.ToString());
}

static string Text(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

static string Money(decimal amount) => amount.ToString("0.00####", CultureInfo.InvariantCulture);

static string Here([CallerFilePath] string path = "") => path;

internal enum Kind { Did, Seat, Bundle, Other }

internal sealed record Region(string Currency, int Customers, string[] Zones, string[] Suffixes);

internal sealed record Customer(string Id, string Name, string Currency, string Zone, decimal Limit, decimal Opening);

internal sealed record Package(
    string Id, string Name, string Currency, decimal Retail, decimal Cost, decimal SetupRetail = 0, decimal SetupCost = 0, int Quantity = 1,
    string Frequency = "monthly", string Match = "1", string Destinations = "", decimal? MinimumSpend = null, int? MinimumDays = null,
    bool Did = false, Kind Kind = Kind.Other, int? Minutes = null, string Description = "")
{
    public Kind KindOf => Did ? Kind.Did : Kind;
}

/// <summary>Numbers of each package's country, each once.</summary>
internal sealed class Numbers
{
    private readonly Dictionary<string, int> _given = [];

    public string Next(string packageId)
    {
        _given[packageId] = _given.GetValueOrDefault(packageId) + 1;
        var n = _given[packageId] - 1;
        return packageId switch
        {
            "did-us" => American(["212", "312", "415", "617", "702", "713", "206", "305"], n),
            "did-us-tollfree" => American(["800", "888", "877", "866"], n),
            "did-ca" => American(["416", "604", "514", "902"], n),
            "did-gb" => Of(["44207946", "44113496", "44121496", "44161496"], "0", 3, n),
            "did-gb-usd" => Of(["44115496", "44116496", "44117496", "44118496"], "0", 3, n),
            "did-gb-freephone" => Of(["44808157"], "0", 3, n),
            "did-de" => Of(["493023125", "496990009", "494066969", "492214710"], "", 3, n),
            "did-fr" => Of(["3319900", "3326191", "3335301"], "", 4, n),
            "did-es" => Of(["3491", "3493"], "555", 4, n + 1000),
            "did-ie" => Of(["3532091"], "", 5, n + 10000),
            "did-au" => Of(["612", "613", "617"], "7010", 4, n),
            _ => throw new InvalidOperationException($"No numbers for {packageId}."),
        };
    }

    private static string American(string[] areas, int n) => string.Create(CultureInfo.InvariantCulture, $"1{areas[n % areas.Length]}55501{n / areas.Length:00}");

    private static string Of(string[] areas, string office, int digits, int n) =>
        areas[n % areas.Length] + office + (n / areas.Length).ToString($"D{digits}", CultureInfo.InvariantCulture);
}

/// <summary>Where people call, and what a minute costs. Numbers that nobody has, as far as there are such.</summary>
internal sealed record Target(string Prefix, int Digits, decimal PerMinute)
{
    private static readonly Dictionary<string, Target> All = new()
    {
        ["us"] = new("1212555010", 1, 0.012m), ["gb"] = new("447700900", 3, 0.021m), ["de"] = new("493023125", 3, 0.024m), ["fr"] = new("3319900", 4, 0.023m),
        ["es"] = new("3491555", 4, 0.026m), ["ie"] = new("3532091", 5, 0.025m), ["au"] = new("6127010", 4, 0.031m), ["in"] = new("9198765432", 2, 0.042m),
    };

    private static readonly Dictionary<string, string[]> Home = new()
    {
        ["USD"] = ["us", "gb", "de"], ["CAD"] = ["us", "us", "gb"], ["GBP"] = ["gb", "fr", "us"], ["EUR"] = ["de", "fr", "es"], ["AUD"] = ["au", "gb", "us"],
    };

    public static Target For(string currency, int drawn) =>
        All[drawn < 70 ? Home[currency][0] : drawn < 85 ? Home[currency][1] : drawn < 93 ? Home[currency][2] : drawn < 97 ? "in" : "ie"];

    public string Number(Draw draw) => $"+{Prefix}{draw.Below((int)Math.Pow(10, Digits)).ToString($"D{Digits}", CultureInfo.InvariantCulture)}";
}

/// <summary>The same draws on every machine and with every runtime.</summary>
internal sealed class Draw(ulong seed)
{
    private ulong _state = seed;

    public int Below(int bound)
    {
        _state = unchecked((_state * 6364136223846793005UL) + 1442695040888963407UL);
        return (int)((_state >> 33) % (ulong)bound);
    }

    public T Of<T>(IReadOnlyList<T> all) => all[Below(all.Count)];
}
