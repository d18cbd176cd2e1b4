using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PackageBilling.Harness;

namespace PackageBilling.Portal.Tests;

/// <summary>What tests do with pages, in their words.</summary>
internal static class Pages
{
    // As long as whatever else waits for a page.
    private const float Patience = PortalHost.Patience;

    public static ILocator Button(this IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Link(this IPage page, string name) =>
        page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public static ILocator Content(this IPage page) => page.GetByRole(AriaRole.Main);

    /// <summary>Waits until the page's heading is this one.</summary>
    public static Task Heading(this IPage page, string name) =>
        page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1, Exact = true }).WaitForAsync();

    /// <summary>Waits until a text is to be seen.</summary>
    public static Task Shows(this IPage page, string text) => page.Content().GetByText(text).First.WaitForAsync();

    /// <summary>
    /// Waits until the page's address has this in it. Looks again and again: Playwright's own wait misses an address
    /// that changes between its look and its listening, as addresses do that a script changes.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="part">A regular expression.</param>
    public static Task GoesTo(this IPage page, string part) =>
        Assertions.Expect(page).ToHaveURLAsync(new Regex(part), new() { Timeout = Patience });

    /// <summary>Waits until something has a text in it.</summary>
    public static Task Says(this ILocator part, string text) =>
        Assertions.Expect(part).ToContainTextAsync(text, new() { Timeout = Patience });

    /// <summary>Waits until there are so many of something.</summary>
    public static Task Counts(this ILocator parts, int count) =>
        Assertions.Expect(parts).ToHaveCountAsync(count, new() { Timeout = Patience });

    /// <summary>Whether something is offered now.</summary>
    public static Task<bool> Offers(this IPage page, string path) =>
        page.Locator($"a[href='{path}'], form[action='{path}']").First.IsVisibleAsync();

    /// <summary>Sends what a form of this page would, to another address:
    /// with the session and the form's token.</summary>
    public static Task<int> Send(this IPage page, string path, params (string Name, string Value)[] fields) =>
        page.Send(path, false, fields);

    /// <summary>Sends what a form of this page would, to another address, with a file of one call
    /// when the form has one.</summary>
    public static async Task<int> Send(
        this IPage page, string path, bool withFile, params (string Name, string Value)[] fields)
    {
        var form = page.Context.APIRequest.CreateFormData();
        form.Set("token", await page.Locator("input[name=token]").First.InputValueAsync());
        foreach (var (name, value) in fields) form.Set(name, value);
        if (withFile)
            form.Set("calls", new FilePayload { Name = "calls.ndjson", MimeType = "application/x-ndjson",
                Buffer = "{}\n"u8.ToArray() });
        var answer = await page.Context.APIRequest.PostAsync(path, new()
        {
            Form = withFile ? null : form,
            Multipart = withFile ? form : null,
            MaxRedirects = 0,
            Headers = await page.Cookies(),
            Timeout = Patience,
        });
        return answer.Status;
    }

    /// <summary>The status of an address, asked for beside the page with its session.</summary>
    public static async Task<int> Read(this IPage page, string path) =>
        (await page.Context.APIRequest.GetAsync(
            path, new() { Headers = await page.Cookies(), MaxRedirects = 0, Timeout = Patience })).Status;

    // The browser sends its secure cookies to its own machine over HTTP; Playwright's own client does not.
    private static async Task<Dictionary<string, string>> Cookies(this IPage page) => new()
    {
        ["Cookie"] = string.Join(
            "; ", (await page.Context.CookiesAsync()).Select(cookie => $"{cookie.Name}={cookie.Value}")),
    };

    /// <summary>Waits until the page is no wider than a window of that width;
    /// a chart follows its window a frame later.</summary>
    public static Task Fits(this IPage page, int width) => Eventually.True(
        async () => await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width,
        $"{page.Url} fits into {width} pixels", TimeSpan.FromSeconds(10));

    /// <summary>The status of a page by its address.</summary>
    public static async Task<int> Status(this IPage page, string path) => (await page.GotoAsync(path))!.Status;

    /// <summary>Goes on by Tab until something has the focus; whatever has it on the way is to be seen.</summary>
    public static async Task TabTo(this IPage page, string selector)
    {
        await page.Locator(selector).First.WaitForAsync();
        for (var step = 0; step < 150; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            var at = await page.EvaluateAsync<JsonElement>("""
                () => {
                  const at = document.activeElement, style = getComputedStyle(at)
                  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
                  return {
                    what: at.outerHTML.slice(0, 120),
                    body: at === document.body,
                    seen: outlined || style.boxShadow !== 'none'
                  }
                }
                """);
            if (!at.GetProperty("body").GetBoolean())
                at.GetProperty("seen").GetBoolean().ShouldBeTrue($"{page.Url}: {at.GetProperty("what")}");
            if (await page.Locator(selector).First.EvaluateAsync<bool>("one => one === document.activeElement")) return;
        }
        throw new InvalidOperationException($"{selector} is not reached by Tab on {page.Url}.");
    }

    /// <summary>Presses a key where the focus is.</summary>
    public static Task Press(this IPage page, string key) => page.Keyboard.PressAsync(key);
}
