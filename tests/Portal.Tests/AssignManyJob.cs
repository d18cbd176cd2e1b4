using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class AssignManyJob(PortalHost portal)
{
    [Fact]
    public async Task a_package_is_assigned_to_many_numbers_from_a_paste_and_a_file_all_or_none()
    {
        var customerId = await Carrier.Customer(portal);
        var other = await Carrier.Customer(portal, "Another customer");
        var (first, second, third, taken) = (Did(), Did(), Did(), Did());
        await portal.Post($"/api/customers/{other}/packages",
            new { packageId = "did-us", startDate = "2025-01-01", did = taken });
        var page = await portal.As("operator", $"/management/customers/{customerId}/packages");
        await page.Link("Assign to many numbers").ClickAsync();
        await page.GetByLabel("Numbers", new() { Exact = true }).FillAsync($"+{first}, {second}\n{first}\nlobby");
        await page.GetByLabel("Or a file").SetInputFilesAsync(new FilePayload { Name = "numbers.csv",
            MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes($"did,name\n{third},Reception\n{taken},Fax\n") });
        await page.GetByLabel("Package", new() { Exact = true }).SelectOptionAsync("did-us");
        await page.GetByLabel("Start").FillAsync("2030-01-15");
        await page.Button("Show what will be assigned").ClickAsync();
        var numbers = page.Locator("#numbers");
        await numbers.Says("4 numbers.");
        await numbers.Says($"counted once: {first}");
        await numbers.Says("Not a number: lobby");
        await page.Button("Assign to 4 numbers").Counts(0);
        await page.GetByRole(AriaRole.Table, new() { Name = "Next charges" }).Says("1 Feb 2030");

        await page.GetByLabel("Numbers", new() { Exact = true }).FillAsync($"{first}\n{second}\n{third}\n{taken}");
        await page.Button("Show again").ClickAsync();
        await page.Button("Assign to 4 numbers").ClickAsync();
        await page.Locator("#f-dids-fault").Says($"{taken}: {taken} belongs to customer {other} from 2025-01-01 on");
        (await portal.Get($"/api/customers/{customerId}/packages"))!["items"]!.AsArray().ShouldBeEmpty();

        await page.GetByLabel("Numbers", new() { Exact = true }).FillAsync($"{first}\n{second}\n{third}");
        await page.Button("Show again").ClickAsync();
        await page.Button("Assign to 3 numbers").ClickAsync();
        await page.Shows("The package is assigned to 3 numbers.");
        (await portal.Get($"/api/customers/{customerId}/packages"))!["items"]!.AsArray()
            .Select(one => Carrier.Text(one, "did")).ShouldBe([first, second, third], ignoreOrder: true);
        await page.Context.CloseAsync();

        static string Did() => "4420" + Random.Shared.NextInt64(10_000_000, 99_999_999)
            .ToString(CultureInfo.InvariantCulture);
    }
}
