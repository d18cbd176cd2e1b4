using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

/// <summary>Whatever somebody types is shown as text, and breaks no layout.</summary>
[Collection(OnePortal.Name)]
public sealed class HostileText(PortalHost portal)
{
    public const string Script =
        "<script>window.hit=1</script><img src=x onerror=\"window.hit=1\">' onmouseover='window.hit=1";
    public const string RightToLeft = "\u202Egnihton\u202C مرحبا \u200Fabc";
    public static readonly string Wide = new('W', 200);

    [Fact]
    public async Task a_package_may_be_called_anything()
    {
        var page = await portal.As("admin");
        foreach (var text in new[] { Script, RightToLeft, Wide })
        {
            await page.GotoAsync("/setup/config/new-package");
            await page.GetByLabel("Name").FillAsync(text);
            await page.GetByLabel("Description").FillAsync(text);
            await page.GetByLabel("Retail", new() { Exact = true }).FillAsync("1");
            await page.GetByLabel("Cost", new() { Exact = true }).FillAsync("0");
            // Only they have destinations.
            await page.GetByLabel("Type").SelectOptionAsync("freeMinutes");
            await page.GetByLabel("Destinations").FillAsync(text);
            await page.Button("Define package").ClickAsync();
            await page.GetByText("Nothing was saved.").WaitForAsync();
            (await page.GetByLabel("Destinations").InputValueAsync()).ShouldBe(text.Trim());
            await page.GetByLabel("Destinations").FillAsync("");
            await page.Button("Define package").ClickAsync();
            await page.Heading(text.Trim());
            await IsHarmless(page, text);
            await page.GotoAsync("/setup/config/packages?search=" + Uri.EscapeDataString(text));
            await page.Link(text.Trim()).WaitForAsync();
            await IsHarmless(page, text);
            await Retire(page, text);
        }
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task a_customer_a_payment_a_reason_may_be_called_anything()
    {
        var page = await portal.As("operator");
        foreach (var text in new[] { Script, RightToLeft, Wide })
        {
            var customerId = Carrier.Free("hostile");
            var here = $"/management/customers/{customerId}";
            await page.GotoAsync("/management/new-customer");
            await page.GetByLabel("Customer id")
                .FillAsync(text[..Math.Min(64, text.Length)].Replace("W", "<", StringComparison.Ordinal));
            await page.GetByLabel("Name").FillAsync(text);
            await page.GetByLabel("Time zone").FillAsync(text);
            await page.Button("Register customer").ClickAsync();
            await page.GetByText("Nothing was saved.").WaitForAsync();
            await IsHarmless(page, text);
            await page.GetByLabel("Customer id").FillAsync(customerId);
            await page.GetByLabel("Time zone").FillAsync("UTC");
            await page.Button("Register customer").ClickAsync();
            await page.Heading(text.Trim());
            await IsHarmless(page, text);

            await page.GotoAsync(here + "/payment");
            await page.GetByLabel("Amount in USD").FillAsync("5");
            await page.GetByLabel("Reference").FillAsync(text);
            await page.Button("Enter payment").ClickAsync();
            await page.Shows("is entered");
            await page.GotoAsync(here + "/adjustment");
            await page.GetByLabel("Amount in USD").FillAsync("5");
            await page.GetByLabel("Why").FillAsync(text);
            await page.Button("Enter adjustment").ClickAsync();
            await page.Shows("is entered");
            var assignmentId = await Carrier.Assignment(portal, customerId);
            await page.GotoAsync($"{here}/packages/{assignmentId}");
            await page.GetByLabel("Last day", new() { Exact = true }).FillAsync("2030-12-31");
            await page.GetByLabel("Why it ends").FillAsync(text);
            await page.Button("Set the end").ClickAsync();
            await page.Shows("The end is set.");
            await IsHarmless(page, text);
            foreach (var path in new[] { here, here + "/statement", here + "/packages", "/management/customers?search="
                + Uri.EscapeDataString(text), "/audit/history?did=" + Uri.EscapeDataString(text) })
            {
                await page.GotoAsync(path);
                await IsHarmless(page, text);
            }
        }
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task every_text_field_of_every_form_may_hold_anything()
    {
        var (packageId, customerId) = (Carrier.Free("hostile"), await Carrier.Customer(portal));
        await portal.Post("/api/packages", new { packageId, name = packageId, retail = "1", cost = "0",
            frequency = "monthly", frequencyMatch = new[] { 1 } });
        var made = await portal.Post($"/api/customers/{customerId}/packages",
            new { packageId, startDate = "2025-01-01", did = "4930" + Random.Shared.Next(10_000_000, 99_999_999) });
        var assignmentId = Carrier.Text(made, "assignmentId");
        var runId = Carrier.Text(await portal.Post("/api/charge-runs",
            new { date = "2025-01-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60")), "runId");
        await Carrier.AccruingAssignment(portal, customerId);
        await portal.Post("/api/charge-runs",
            new { date = "2025-01-01", customerIds = new[] { customerId } }, ("Prefer", "wait=60"));
        var (_, number) = await Carrier.Closing(portal, customerId);
        var customer = $"/management/customers/{customerId}";
        string[] pages =
        [
            "/setup/config/packages", "/setup/config/new-package", $"/setup/config/packages/{packageId}/revise",
            $"/setup/config/packages/{packageId}",
            "/management/customers", "/management/new-customer", customer + "/edit", customer + "/payment",
            customer + "/adjustment", $"{customer}/assign?packageId={packageId}",
            $"{customer}/packages/{assignmentId}", customer + "/run-package", "/management/new-charge-run",
            $"/management/charge-runs/{runId}",
            $"/management/charges/{assignmentId}.recurring.2025-01-01.1", "/finance/simulate", "/finance/compare",
            "/management/invoices", "/management/close-period?through=2025-01-31&include=all",
            $"/management/invoices/{number}/payment", $"/management/invoices/{number}/credit",
            "/finance/forecast", "/audit/verify", "/audit/history", "/audit/new-restatement",
        ];
        var page = await portal.As("admin");
        var (text, fields) = ($"{Script}{RightToLeft}{Wide}", 0);
        foreach (var path in pages)
        {
            await page.GotoAsync(path);
            var forms = await page.Locator("main form").CountAsync();
            for (var form = 0; form < forms; form++)
            {
                await page.GotoAsync(path);
                var one = page.Locator("main form").Nth(form);
                // What the browser would keep back is sent all the same.
                var filled = await one.EvaluateAsync<int>(Fill, text);
                if (filled == 0) continue;
                fields += filled;
                await one.EvaluateAsync("form => { document.documentElement.dataset.old = 'yes'; "
                    + "HTMLFormElement.prototype.submit.call(form) }");
                await page.Locator("html:not([data-old]) main").WaitForAsync();
                await IsHarmless(page, $"{path}, form {form}");
            }
        }
        fields.ShouldBeGreaterThan(45);
        await page.Context.CloseAsync();
    }

    // Dates and numbers get something that is right, so that what is refused is refused for its texts.
    private const string Fill = """
        (form, text) => {
          let filled = 0
          for (const field of form.querySelectorAll('input, textarea')) {
            if (field.type === 'date' && !field.value) field.value = '2025-02-01'
            if (field.type === 'number' && !field.value && field.required) field.value = '1'
            if (!['text', 'search', 'textarea', 'tel'].includes(field.type)) continue
            const most = field.maxLength > 0 ? field.maxLength : 200
            field.value = text.slice(-Math.min(most, text.length))
            if (filled % 2 === 0) field.value = text.slice(0, most)
            filled++
          }
          return filled
        }
        """;

    private static async Task Retire(IPage page, string text)
    {
        await page.Link(text.Trim()).ClickAsync();
        await page.GetByLabel("Why (kept in the history)").FillAsync(text);
        await page.Button("Retire").ClickAsync();
        await page.Shows("The package is retired");
        await IsHarmless(page, text);
    }

    /// <summary>Nothing ran, and the page is no wider than its window, on the smallest screen too.</summary>
    internal static async Task IsHarmless(IPage page, string text)
    {
        (await page.EvaluateAsync<bool>("window.hit === undefined")).ShouldBeTrue(text);
        foreach (var width in new[] { 360, 1280 })
        {
            await page.SetViewportSizeAsync(width, 900);
            await page.Fits(width);
        }
    }
}
