using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace PackageBilling.Portal.Tests;

[Collection(OnePortal.Name)]
public sealed class SigningIn(PortalHost portal)
{
    [Fact]
    public async Task a_key_becomes_a_session_whose_cookie_no_script_can_read()
    {
        var page = await portal.Stranger("/setup/config/packages?search=did");
        await page.GetByLabel("API key").FillAsync("wrong");
        await page.Button("Sign in").ClickAsync();
        await page.GetByText("That API key isn't valid.").WaitForAsync();

        await page.GetByLabel("API key").FillAsync(portal.Key("finance"));
        await page.Button("Sign in").ClickAsync();
        await page.Heading("Packages");
        page.Url.ShouldEndWith("/setup/config/packages?search=did");

        var cookie = (await page.Context.CookiesAsync()).Single(cookie => cookie.Name == "pb-session");
        (cookie.HttpOnly, cookie.Secure, cookie.SameSite).ShouldBe((true, true, SameSiteAttribute.Lax));
        cookie.Value.ShouldNotContain(portal.Key("finance"));
        (await page.ContentAsync()).ShouldNotContain(portal.Key("finance"));
        (await page.EvaluateAsync<string>("document.cookie")).ShouldBe("");

        await page.Button("Sign out").ClickAsync();
        await page.Heading("Sign in");
        (await page.GotoAsync("/setup/config/packages"))!.Url.ShouldContain("/sign-in");
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task light_or_dark_can_be_chosen_signed_in_and_signed_out(bool signedIn)
    {
        var page = signedIn ? await portal.As("finance") : await portal.Stranger("/sign-in");
        foreach (var (name, theme) in new[] { ("Dark", "dark"), ("Light", "light"), ("Dark", "dark") })
        {
            await page.Button(name).ClickAsync();
            await Assertions.Expect(page.Locator("html"))
                .ToHaveAttributeAsync("data-bs-theme", theme, new() { Timeout = PortalHost.Patience });
        }
        await page.Context.CloseAsync();
    }

    [Theory]
    [InlineData("//elsewhere.example/")]
    [InlineData("https://elsewhere.example/")]
    [InlineData("/\\elsewhere.example")]
    public void a_link_to_the_sign_in_page_leads_nowhere_else(string to) => LocalAddress.Of(to).ShouldBe("/");

    [Fact]
    public async Task a_session_counts_for_nothing_at_the_interface_and_a_form_without_its_token_is_refused()
    {
        var page = await portal.As("admin");
        (await page.Status("/api/packages")).ShouldBe(401);
        await page.GotoAsync("/");
        (await page.Send("/setup/config/packages/seat/retire", ("token", "forged"))).ShouldBe(400);
        (await portal.Get("/api/packages/seat"))!["retired"]!.GetValue<bool>().ShouldBeFalse();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task every_page_forbids_foreign_and_inline_scripts()
    {
        var page = await portal.As("admin");
        var headers = await (await page.GotoAsync("/"))!.AllHeadersAsync();
        var policy = headers["content-security-policy"];
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self'");
        policy.ShouldContain("style-src 'self'");
        policy.ShouldNotContain("unsafe");
        headers["x-content-type-options"].ShouldBe("nosniff");
        headers["cache-control"].ShouldContain("no-store");
        await page.Context.CloseAsync();
    }
}
