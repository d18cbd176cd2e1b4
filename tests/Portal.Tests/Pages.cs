using Microsoft.Playwright;
using PackageBilling.Harness;

namespace PackageBilling.Portal.Tests;

/// <summary>What tests do with pages, in their words.</summary>
internal static class Pages
{
    // As long as whatever else waits for a page.
    private const float Patience = PortalHost.Patience;

    public static ILocator Button(this IPage page, string name) => page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Link(this IPage page, string name) => page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true });

    public static ILocator Content(this IPage page) => page.GetByRole(AriaRole.Main);

    /// <summary>Waits until the page's heading is this one.</summary>
    public static Task Heading(this IPage page, string name) => page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1, Exact = true }).WaitForAsync();

    /// <summary>Waits until a text is to be seen.</summary>
    public static Task Shows(this IPage page, string text) => page.Content().GetByText(text).First.WaitForAsync();

    /// <summary>Waits until something has a text in it.</summary>
    public static Task Says(this ILocator part, string text) => Assertions.Expect(part).ToContainTextAsync(text, new() { Timeout = Patience });

    /// <summary>Waits until there are so many of something.</summary>
    public static Task Counts(this ILocator parts, int count) => Assertions.Expect(parts).ToHaveCountAsync(count, new() { Timeout = Patience });

    /// <summary>Whether something is offered now.</summary>
    public static Task<bool> Offers(this IPage page, string path) => page.Locator($"a[href='{path}'], form[action='{path}']").First.IsVisibleAsync();

    /// <summary>Sends what a form of this page would, to another address: with the session and the form's token.</summary>
    public static async Task<int> Send(this IPage page, string path, params (string Name, string Value)[] fields)
    {
        var form = page.Context.APIRequest.CreateFormData();
        form.Set("token", await page.Locator("input[name=token]").First.InputValueAsync());
        foreach (var (name, value) in fields) form.Set(name, value);
        // The browser sends its secure cookies to its own machine over HTTP; Playwright's own client does not.
        var cookies = await page.Context.CookiesAsync();
        var answer = await page.Context.APIRequest.PostAsync(path, new()
        {
            Form = form,
            MaxRedirects = 0,
            Headers = new Dictionary<string, string> { ["Cookie"] = string.Join("; ", cookies.Select(cookie => $"{cookie.Name}={cookie.Value}")) },
        });
        return answer.Status;
    }

    /// <summary>Waits until the page is no wider than a window of that width; a chart follows its window a frame later.</summary>
    public static Task Fits(this IPage page, int width) => Eventually.True(
        async () => await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{page.Url} fits into {width} pixels", TimeSpan.FromSeconds(10));

    /// <summary>The status of a page by its address.</summary>
    public static async Task<int> Status(this IPage page, string path) => (await page.GotoAsync(path))!.Status;
}
