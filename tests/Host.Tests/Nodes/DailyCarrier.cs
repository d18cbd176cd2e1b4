using System.Globalization;
using System.Text;

namespace PackageBilling.Host.Tests;

/// <summary>A carrier whose every assignment is due every day, imported as a carrier moves in:
/// the same one for the same size.</summary>
internal static class DailyCarrier
{
    public const int PerCustomer = 2;

    /// <summary>Brings it in; customers have credit for some days.</summary>
    /// <param name="api">The host.</param>
    /// <param name="customers">How many.</param>
    /// <param name="autoDecrement">Whether lines take credit; by default those of four customers of five.</param>
    public static async Task Import(Api api, int customers, bool? autoDecrement = null)
    {
        var (people, given, paid) = (new StringBuilder("customerId,name,currency,timeZone,creditLimit\n"),
            new StringBuilder("assignmentId,customerId,packageId,quantity,startDate,autoDecrementCredit\n"),
            new StringBuilder("reference,customerId,amount\n"));
        for (var n = 0; n < customers; n++)
        {
            people.Append(CultureInfo.InvariantCulture, $"k{n:00000},Customer {n},USD,UTC,{n % 3}.00\n");
            for (var i = 0; i < PerCustomer; i++)
                given.Append(CultureInfo.InvariantCulture, $"a{n:00000}-{i},k{n:00000},{(i == 0 ? "seat" : "trunk")},"
                    + $"{1 + (n % 4)},2026-01-01,{((autoDecrement ?? n % 5 != 0) ? "true" : "false")}\n");
            if (n % 2 == 0) paid.Append(CultureInfo.InvariantCulture, $"opening-{n},k{n:00000},{n % 50}.50\n");
        }
        var packages = "packageId,name,type,retail,cost,setupRetail,setupCost,currency,quantity,frequency\n"
            + "seat,Seat,standard,1.25,0.40,3.00,1.00,USD,1,daily\ntrunk,Trunk,standard,0.003,0.001,0,0,USD,1,daily\n";
        using var form = new MultipartFormDataContent
        {
            { new StringContent(packages), "packages", "packages.csv" },
            { new StringContent(people.ToString()), "customers", "customers.csv" },
            { new StringContent(given.ToString()), "assignments", "assignments.csv" },
            { new StringContent(paid.ToString()), "payments", "payments.csv" },
        };
        var answer = await api.Send("POST", "/api/imports", form);
        answer.Code.ShouldBe(200, answer.Text);
        answer.Body!["assignments"]!["added"]!.GetValue<int>().ShouldBe(customers * PerCustomer, answer.Text);
    }

    /// <summary>Runs a date to its end and gives its report.</summary>
    public static async Task<string> Report(Api api, DateOnly date)
    {
        var run = await api.Must("POST", "/api/charge-runs", new { date }, null, ("Prefer", "wait=120"));
        run!["status"]!.GetValue<string>().ShouldBe("completed");
        return await ReportOf(api, run["runId"]!.GetValue<string>());
    }

    /// <summary>All lines of a run with everything that was decided about them, in order.</summary>
    public static async Task<string> ReportOf(Api api, string runId) =>
        (await api.Call("GET", $"/api/charge-runs/{runId}/report.csv")).Text;
}
